package io.traas.drills.crash;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.Write;
import io.traas.model.LedgerEntry;
import io.traas.model.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A change of the platform that the cluster stored, as its request said it.
 *
 * @param target name of the object
 * @param key of the intent it was made for; empty for what takes a pod away, which cannot bear one
 * @param uid of the pod it takes away, else empty
 * @param fence epoch it bears, 0 for none
 * @param mark true when it changes nothing but the platform's own marks
 */
record Effect(Instant at, String verb, String target, String key, String uid, long fence, boolean mark) {

    private static final String INTENT = "traas.io/intent";
    private static final String FENCE = "traas.io/fence";
    private static final String WRITTEN_FOR = "traas.io/written-for";

    /** Empty for a write that was refused, a dry run, of somebody else, or of an object nobody acts on. */
    static Optional<Effect> of(Write write) {
        boolean object = write.resource().equals("pods") || write.resource().equals("deployments");
        if (!isOurs(write) || !object || !write.tookEffect()) {
            return Optional.empty();
        }
        JsonNode body = parsed(write.body());
        boolean takesAway = write.verb().equals("delete") || write.subresource().equals("eviction");
        if (takesAway) {
            JsonNode options = write.verb().equals("delete") ? body : body.path("deleteOptions");
            String uid = options.path("preconditions").path("uid").asText();
            return Optional.of(new Effect(write.at(), write.verb(), write.name(), "", uid, 0, false));
        }
        return Optional.of(new Effect(
                write.at(),
                write.verb(),
                write.name(),
                annotation(body, INTENT),
                "",
                number(annotation(body, FENCE)),
                isMark(body)));
    }

    /** Whether the platform sent it. */
    static boolean isOurs(Write write) {
        return write.fieldManager().equals("traas") || write.userAgent().startsWith("traas");
    }

    /** The intent it was made for. */
    boolean isOf(LedgerEntry.Intent intent) {
        return uid.isEmpty()
                ? intent.idempotencyKey().equals(key)
                : intent.targetUid().equals(uid)
                        || parsed(Json.mapper().valueToTree(intent.action()).toString())
                                .path("uid")
                                .asText()
                                .equals(uid);
    }

    String describe() {
        return verb + " of " + target + " at " + at;
    }

    /** Of a merge patch, or of a JSON patch, whose paths write / as ~1. */
    private static String annotation(JsonNode body, String name) {
        if (!body.isArray()) {
            return body.path("metadata").path("annotations").path(name).asText();
        }
        for (JsonNode operation : body) {
            if (operation.path("path").asText().endsWith("/" + name.replace("/", "~1"))) {
                return operation.path("value").asText();
            }
        }
        return "";
    }

    private static boolean isMark(JsonNode body) {
        JsonNode meta = body.path("metadata");
        return body.isObject()
                && body.size() == 1
                && !meta.has("labels")
                && meta.path("annotations").properties().stream()
                        .allMatch(annotation -> List.of(FENCE, WRITTEN_FOR).contains(annotation.getKey()));
    }

    private static long number(String text) {
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    private static JsonNode parsed(String text) {
        try {
            return Json.mapper().readTree(text.isEmpty() ? "{}" : text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the platform sent what is no JSON: " + text, e);
        }
    }
}
