package io.traas.model.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/** Numbers of fields that came later: what was written without them means zero. */
final class ZeroWhenMissing {

    private ZeroWhenMissing() {}

    /** For {@code double}. */
    static final class OfDouble extends StdScalarDeserializer<Double> {

        OfDouble() {
            super(double.class);
        }

        @Override
        public Double deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return _parseDoublePrimitive(parser, context);
        }

        @Override
        public Double getNullValue(DeserializationContext context) {
            return 0.0;
        }
    }

    /** For {@code long}. */
    static final class OfLong extends StdScalarDeserializer<Long> {

        OfLong() {
            super(long.class);
        }

        @Override
        public Long deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return _parseLongPrimitive(parser, context);
        }

        @Override
        public Long getNullValue(DeserializationContext context) {
            return 0L;
        }
    }
}
