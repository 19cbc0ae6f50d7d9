package io.traas.ui.web;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.traas.model.wire.Json;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.WrittenJson;
import java.io.IOException;
import java.lang.reflect.Type;
import org.springframework.http.HttpInputMessage;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.MediaType;
import org.springframework.http.converter.AbstractGenericHttpMessageConverter;
import org.springframework.http.converter.HttpMessageNotReadableException;

/**
 * Reads and writes JSON as the topics do, so that a record looks the same on both; only numbers that JSON cannot say
 * become null. Bodies are bounded, and read as what a person wrote: a field that nobody knows is refused.
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
            return WrittenJson.read(body, type);
        } catch (MalformedRecordException e) {
            throw new HttpMessageNotReadableException(e.getMessage(), e, message);
        }
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
