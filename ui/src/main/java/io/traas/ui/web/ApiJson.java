package io.traas.ui.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.traas.model.stage.Nearest;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractGenericHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Reads and writes JSON as the topics do, so that a record looks the same on both; only numbers that JSON cannot say
 * become null. Bodies are bounded, and unlike on the topics a field that nobody knows is refused: a person who misspelt
 * one would wait in vain for its effect.
 */
final class ApiJson extends AbstractGenericHttpMessageConverter<Object> {

    static final int MAX_BODY_BYTES = 64 << 10;

    private final JsonMapper mapper;

    ApiJson() {
        super(MediaType.APPLICATION_JSON, MediaType.parseMediaType(Problem.MEDIA_TYPE));
        SimpleModule finite = new SimpleModule();
        finite.addSerializer(double.class, new FiniteOrNull());
        finite.addSerializer(Double.class, new FiniteOrNull());
        mapper = Json.mapper().rebuild().addModule(finite).build();
    }

    byte[] bytes(Object value) throws IOException {
        return mapper.writeValueAsBytes(value);
    }

    @Override
    protected boolean supports(Class<?> type) {
        return !CharSequence.class.isAssignableFrom(type) && type != byte[].class;
    }

    @Override
    protected void writeInternal(Object value, Type type, HttpOutputMessage message) throws IOException {
        message.getBody().write(bytes(value));
    }

    @Override
    protected Object readInternal(Class<?> type, HttpInputMessage message) throws IOException {
        return read(type, type, message);
    }

    @Override
    public Object read(Type type, Class<?> context, HttpInputMessage message) throws IOException {
        byte[] body = message.getBody().readNBytes(MAX_BODY_BYTES + 1);
        if (body.length > MAX_BODY_BYTES) {
            throw new BodyTooLargeException();
        }
        try {
            JavaType wanted = mapper.constructType(type);
            unknownField(mapper.readTree(body), wanted, "").ifPresent(problem -> {
                throw new HttpMessageNotReadableException(problem, message);
            });
            return mapper.readValue(body, wanted);
        } catch (JsonMappingException e) {
            throw new HttpMessageNotReadableException(
                    (pathOf(e).isEmpty() ? "" : "field '" + pathOf(e) + "': ") + firstLine(e), e, message);
        } catch (JsonProcessingException e) {
            throw new HttpMessageNotReadableException(firstLine(e), e, message);
        }
    }

    /** The first field no record has, also of records within records; looked for before any value is judged. */
    private Optional<String> unknownField(JsonNode body, JavaType type, String path) {
        if (!body.isObject() || !type.isRecordType()) {
            return Optional.empty();
        }
        Map<String, JavaType> known = new TreeMap<>();
        mapper.getDeserializationConfig()
                .introspect(type)
                .findProperties()
                .forEach(property -> known.put(property.getName(), property.getPrimaryType()));
        for (Map.Entry<String, JsonNode> field : body.properties()) {
            String name = path + field.getKey();
            JavaType fieldType = known.get(field.getKey());
            if (fieldType == null && !name.equals(Json.VERSION_FIELD)) {
                return Optional.of("unknown field '" + name + "'" + Nearest.hint(field.getKey(), known.keySet()));
            }
            Optional<String> within =
                    fieldType == null ? Optional.empty() : unknownField(field.getValue(), fieldType, name + ".");
            if (within.isPresent()) {
                return within;
            }
        }
        return Optional.empty();
    }

    /** What the record itself said is wrong, else what the parser said. */
    private static String firstLine(JsonProcessingException e) {
        String said = e.getCause() instanceof IllegalArgumentException refused
                ? refused.getMessage()
                : e.getOriginalMessage();
        return String.valueOf(said).lines().findFirst().orElse("");
    }

    /** Names of the fields down to the wrong one, {@code signal.kind}. */
    private static String pathOf(JsonMappingException e) {
        return e.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .filter(Objects::nonNull)
                .collect(Collectors.joining("."));
    }

    /** The body is longer than any request of this API has reason to be. */
    static final class BodyTooLargeException extends RuntimeException {}

    private static final class FiniteOrNull extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                out.writeNumber(value);
            } else {
                out.writeNull();
            }
        }
    }
}
