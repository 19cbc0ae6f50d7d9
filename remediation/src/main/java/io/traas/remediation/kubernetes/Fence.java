package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Step;

/**
 * What makes a write safe against a later executor and against a repeat: the uid and version it was made for, the key of
 * the intent and the epoch. The admission policy of {@code deploy/fence.yaml} checks the epoch at the API server.
 */
final class Fence {

    private Fence() {}

    /** An empty patch of the object, fenced. */
    static ObjectNode patch(HasMetadata object, Step step) {
        ObjectNode patch = Json.mapper().createObjectNode();
        around(patch, object.getMetadata().getUid(), object.getMetadata().getResourceVersion(), step);
        return patch;
    }

    static void around(ObjectNode patch, ApiObject object, Step step) {
        around(patch, object.uid(), object.version(), step);
    }

    private static void around(ObjectNode patch, String uid, String version, Step step) {
        ObjectNode metadata = patch.withObject("/metadata").put("uid", uid).put("resourceVersion", version);
        metadata.withObject("/annotations")
                .put(Marks.INTENT, step.idempotencyKey())
                .put(Marks.FENCE, Long.toString(step.epoch()))
                .put(Marks.WRITTEN_FOR, writtenFor(step, version));
    }

    /** For objects that are created: there is no version yet. */
    static void onCreated(ApiObject object, Step step) {
        object.annotate(Marks.INTENT, step.idempotencyKey());
        object.annotate(Marks.FENCE, Long.toString(step.epoch()));
    }

    static String writtenFor(Step step, String version) {
        return step.epoch() + "/" + version;
    }
}
