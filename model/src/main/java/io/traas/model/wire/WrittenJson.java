package io.traas.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.traas.model.stage.Nearest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Reads a record that a person wrote, in a file or in the body of a request. Unlike on the topics a field that nobody
 * knows is refused: whoever misspelt one would wait in vain for its effect.
 */
public final class WrittenJson {

    private WrittenJson() {}

    /** @throws MalformedRecordException with one sentence that names the field, what is wrong, and the nearest known name */
    public static <T> T read(byte[] json, Class<T> type) {
        return type.cast(read(json, (Type) type));
    }

    /** @throws MalformedRecordException as above */
    public static Object read(byte[] json, Type type) {
        JsonMapper mapper = Json.mapper();
        try {
            JavaType wanted = mapper.constructType(type);
            unknownField(mapper.readTree(json), wanted, "").ifPresent(problem -> {
                throw new MalformedRecordException(problem);
            });
            return mapper.readValue(json, wanted);
        } catch (JsonMappingException e) {
            throw new MalformedRecordException(
                    (pathOf(e).isEmpty() ? "" : "field '" + pathOf(e) + "': ") + firstLine(e), e);
        } catch (JsonProcessingException e) {
            throw new MalformedRecordException(firstLine(e), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    /** The first field no record has, also of records within records; looked for before any value is judged. */
    private static Optional<String> unknownField(JsonNode body, JavaType type, String path) {
        if (!body.isObject() || !type.isRecordType()) {
            return Optional.empty();
        }
        Map<String, JavaType> known = new TreeMap<>();
        Json.mapper()
                .getDeserializationConfig()
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
}
