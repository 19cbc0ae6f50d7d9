package io.traas.model.wire;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.DetectorSpec;
import io.traas.model.LedgerEntry;
import io.traas.model.TargetState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/**
 * The JSON form of the records of the model: one object, {@code schemaVersion} first, instants as ISO-8601 text,
 * sealed types told apart by {@code type}. Unknown fields are ignored; a newer schema version is refused.
 */
public final class Json {

    /** Version written, and the newest that is read. */
    public static final int SCHEMA_VERSION = 1;

    /** Where the version stands in every record; a body a person sends may leave it out. */
    public static final String VERSION_FIELD = "schemaVersion";

    private static final JsonMapper MAPPER = build();

    private Json() {}

    /** The shared mapper; treat as read-only. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    private static JsonMapper build() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .addModule(new JavaTimeModule())
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                // Equal records are equal bytes on every machine: maps of the JDK iterate differently in each process.
                .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES);
        for (Class<?> sealed : new Class<?>[] {Action.class, Command.class, Decision.Choice.class, LedgerEntry.class}) {
            builder.addMixIn(sealed, Typed.class);
            register(sealed, builder);
        }
        for (Class<?> laterTemporary : new Class<?>[] {Action.Scale.class, Action.QuarantinePod.class}) {
            builder.addMixIn(laterTemporary, LaterExpiry.class);
        }
        return builder.addMixIn(DetectorSpec.class, LaterFieldsOfDetectors.class)
                .addMixIn(TargetState.class, LaterFieldsOfTargets.class)
                .addMixIn(LedgerEntry.GuardCheck.class, LaterFieldsOfChecks.class)
                .build();
    }

    private static void register(Class<?> sealed, JsonMapper.Builder builder) {
        for (Class<?> permitted : sealed.getPermittedSubclasses()) {
            if (permitted.isInterface()) {
                register(permitted, builder);
            } else {
                builder.registerSubtypes(new NamedType(permitted, permitted.getSimpleName()));
            }
        }
    }

    /** A codec for one type of record. */
    public static <T> Codec<T> codec(Class<T> type) {
        return new Codec<>() {
            @Override
            public byte[] encode(T value) {
                return Json.encode(value);
            }

            @Override
            public T decode(byte[] bytes) {
                return Json.decode(bytes, type);
            }
        };
    }

    static byte[] encode(Object value) {
        ObjectNode versioned = MAPPER.createObjectNode().put(VERSION_FIELD, SCHEMA_VERSION);
        versioned.setAll((ObjectNode) MAPPER.valueToTree(value));
        try {
            return MAPPER.writeValueAsBytes(versioned);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    static <T> T decode(byte[] bytes, Class<T> type) {
        if (bytes == null) {
            throw new MalformedRecordException("empty record where a " + type.getSimpleName() + " was expected");
        }
        try {
            JsonNode tree = MAPPER.readTree(bytes);
            int version = tree.path(VERSION_FIELD).asInt(0);
            if (version < 1 || version > SCHEMA_VERSION) {
                throw new MalformedRecordException(type.getSimpleName() + " has schemaVersion "
                        + tree.path(VERSION_FIELD) + ", this release reads 1 to " + SCHEMA_VERSION);
            }
            return MAPPER.treeToValue(tree, type);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedRecordException(
                    "not a " + type.getSimpleName() + ": " + firstLine(e) + " in " + beginning(bytes), e);
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private static String beginning(byte[] bytes) {
        return new String(bytes, 0, Math.min(bytes.length, 120), StandardCharsets.UTF_8);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    /** Numbers that detectors written before they existed do not have; a missing one is neutral there. */
    private abstract static class LaterFieldsOfDetectors {
        @JsonDeserialize(using = ZeroWhenMissing.OfDouble.class)
        double objective;

        @JsonDeserialize(using = ZeroWhenMissing.OfDouble.class)
        double minEvents;

        @JsonDeserialize(using = ZeroWhenMissing.OfLong.class)
        long historySeconds;

        @JsonDeserialize(using = ZeroWhenMissing.OfLong.class)
        long horizonSeconds;
    }

    /** Written only where they say something; a missing text is empty. */
    private abstract static class LaterFieldsOfTargets {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String pool;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String site;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String role;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String templateOwner;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String replicasOwner;

        @JsonInclude(JsonInclude.Include.NON_NULL)
        Instant clusterFollowedAt;
    }

    /** The same for why a check does not hold. */
    private abstract static class LaterFieldsOfChecks {
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String reason;

        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        Map<String, String> parameters;
    }

    /** Actions that were always for good once; written only where they are for a time. */
    private abstract static class LaterExpiry {
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @JsonDeserialize(using = ZeroWhenMissing.OfLong.class)
        long expiresAfterSeconds;
    }
}
