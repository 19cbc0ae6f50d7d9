package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.remediation.act.Step;

/**
 * What makes a write safe against a later executor and against a repeat: the uid and version it was made for, the key of
 * the intent and the epoch. The admission policy of {@code deploy/fence.yaml} checks the epoch at the API server.
 */
final class Fence {

    private Fence() {}

    /** @throws RefusedException when a later executor has marked the object */
    static void around(ObjectNode patch, ApiObject object, Step step) {
        epochOnly(patch, object, step);
        patch.withObject("/metadata/annotations").put(Marks.INTENT, step.idempotencyKey());
    }

    /** Without the key: it bars earlier executors and does nothing else. */
    static void epochOnly(ObjectNode patch, ApiObject object, Step step) {
        Marks.refuseWhenFenced(object.annotation(Marks.FENCE), step);
        ObjectNode metadata =
                patch.withObject("/metadata").put("uid", object.uid()).put("resourceVersion", object.version());
        metadata.withObject("/annotations")
                .put(Marks.FENCE, Long.toString(step.epoch()))
                .put(Marks.WRITTEN_FOR, writtenFor(step, object.version()));
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
