package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * How to delete an object.
 *
 * @param graceSeconds how long a pod may take to end; empty for the pod's own setting
 * @param uid the object must have this uid, when given
 * @param version the object must have this resourceVersion, when given
 * @param orphan whether objects owned by it stay
 * @param dryRun whether only to check and answer
 */
public record Deletion(
        Optional<Integer> graceSeconds,
        Optional<String> uid,
        Optional<String> version,
        boolean orphan,
        boolean dryRun) {

    /** With the object's own grace period and no precondition. */
    public static Deletion plain() {
        return new Deletion(Optional.empty(), Optional.empty(), Optional.empty(), false, false);
    }

    /** Gone at once. */
    public static Deletion forced() {
        return new Deletion(Optional.of(0), Optional.empty(), Optional.empty(), false, false);
    }

    /** Reads a DeleteOptions object, which may be missing. */
    public static Deletion from(JsonNode options, boolean dryRunQuery) {
        boolean dryRun = dryRunQuery || options.path("dryRun").size() > 0;
        boolean orphan = options.path("propagationPolicy").asText().equals("Orphan")
                || options.path("orphanDependents").asBoolean();
        Optional<Integer> grace = options.path("gracePeriodSeconds").isNumber()
                ? Optional.of(options.path("gracePeriodSeconds").asInt())
                : Optional.empty();
        // A negative period is taken as one second, as the real server does.
        return new Deletion(
                grace.map(seconds -> seconds < 0 ? 1 : seconds),
                text(options.at("/preconditions/uid")),
                text(options.at("/preconditions/resourceVersion")),
                orphan,
                dryRun);
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() && !node.asText().isEmpty() ? Optional.of(node.asText()) : Optional.empty();
    }
}
