package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.traas.model.Action;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A change that ends by itself. When it ends and what ends it travel with the object, so that any later life of the
 * platform finds it by reading the cluster. One such change at a time per object.
 *
 * @param restore the inverse of what was done
 */
record Temporary(Instant expiresAt, Action restore) {

    /**
     * Marks the object of a temporary action, takes the marks off when the action ends or replaces the change, and leaves
     * them alone otherwise.
     */
    static void mark(ApiObject object, Action action, Instant now) {
        Optional<Temporary> standing = of(object);
        boolean ends = standing.isPresent() && standing.get().restore().name().equals(action.name());
        if (action.expiresAfterSeconds() > 0) {
            boolean replaces = standing.isEmpty()
                    || ends
                    || action.inverse()
                            .orElseThrow()
                            .name()
                            .equals(standing.get().restore().name());
            if (!replaces) {
                throw RefusedException.denied(
                        Reason.NOT_OURS,
                        object.describe() + " already has a temporary change, which ends at "
                                + standing.get().expiresAt());
            }
            write(
                    object,
                    new Temporary(
                            now.plusSeconds(action.expiresAfterSeconds()).truncatedTo(ChronoUnit.SECONDS),
                            action.inverse().orElseThrow()));
        } else if (ends) {
            object.annotate(Marks.EXPIRES_AT, null);
            object.annotate(Marks.RESTORE, null);
            object.label(Marks.TEMPORARY, null);
        }
    }

    private static void write(ApiObject object, Temporary temporary) {
        object.annotate(Marks.EXPIRES_AT, temporary.expiresAt().toString());
        object.annotate(
                Marks.RESTORE, Json.mapper().valueToTree(temporary.restore()).toString());
        object.label(Marks.TEMPORARY, "true");
    }

    /** True when the action is the very one that ends the temporary change of the object. */
    static boolean isTakenBackBy(ApiObject object, Action action) {
        return of(object).filter(standing -> standing.restore().equals(action)).isPresent();
    }

    /**
     * What the object says; empty when it says nothing that can be read as this. Without the label marks do not count:
     * {@code kubectl rollout undo} brings annotations of an older revision back, and leaves labels alone.
     */
    static Optional<Temporary> of(ApiObject object) {
        if (object.label(Marks.TEMPORARY).isEmpty()) {
            return Optional.empty();
        }
        try {
            String restore = object.annotation(Marks.RESTORE);
            return restore.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Temporary(
                            Instant.parse(object.annotation(Marks.EXPIRES_AT)),
                            Json.mapper().readValue(restore, Action.class)));
        } catch (DateTimeParseException | JsonProcessingException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
