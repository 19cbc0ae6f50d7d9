package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.util.Map;

/** What the platform writes on objects it touches, and the names Kubernetes itself uses that it reads. */
final class Marks {

    /** Idempotency key of the last step carried out on the object. */
    static final String INTENT = "traas.io/intent";

    /** Epoch of the executor that wrote; never decreases. */
    static final String FENCE = "traas.io/fence";

    /**
     * {@code epoch/version}: the epoch that wrote, and the version of the object it wrote for. No two writes have the same,
     * so the admission policy can tell a write that names the stored epoch from one that names none.
     */
    static final String WRITTEN_FOR = "traas.io/written-for";

    /** When a temporary change ends. */
    static final String EXPIRES_AT = "traas.io/expires-at";

    /** The action that ends a temporary change, as JSON. */
    static final String RESTORE = "traas.io/restore";

    /** Label of objects with a temporary change, to find them by. */
    static final String TEMPORARY = "traas.io/temporary";

    /** How far a workload or an autoscaler may be scaled. */
    static final String MAX_REPLICAS = "traas.io/max-replicas";

    /** On a Deployment whose roll-out the platform paused. */
    static final String PAUSED = "traas.io/paused";

    /** On a CronJob that the platform suspended. */
    static final String SUSPENDED = "traas.io/suspended";

    /** Taints the platform put on a node, comma-separated, each {@code key=value:effect}. */
    static final String TAINTS = "traas.io/taints";

    /** Label of a CronJob whose template the platform may run. */
    static final String RUNBOOK = "traas.io/runbook";

    /** Label of a pod that is cut off the network; the value is that of its NetworkPolicy. */
    static final String ISOLATED = "traas.io/isolated";

    /** On a node that the platform closed. */
    static final String CORDONED = "traas.io/cordoned";

    /** Label of a pod taken out of service. */
    static final String QUARANTINED = "traas.io/quarantined";

    /** The labels a quarantined pod had before, as a JSON object. */
    static final String QUARANTINED_LABELS = "traas.io/quarantined-labels";

    static final String FIELD_MANAGER = "traas";

    static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String TEMPLATE_HASH = "pod-template-hash";
    static final String MIRROR_POD = "kubernetes.io/config.mirror";

    private Marks() {}

    /**
     * Begins a merge patch that carries the key of the step, its epoch, and the identity and version of the object it was
     * made for.
     *
     * @throws RefusedException when a later executor has marked the object
     */
    static ObjectNode fenced(HasMetadata object, Step step) {
        ObjectNode patch = epochOnly(object, step);
        ((ObjectNode) patch.at("/metadata/annotations")).put(INTENT, step.idempotencyKey());
        return patch;
    }

    /** The same without the key: it bars earlier executors and does nothing else. */
    static ObjectNode epochOnly(HasMetadata object, Step step) {
        refuseWhenFenced(object, step);
        ObjectNode patch = Json.mapper().createObjectNode();
        patch.putObject("metadata")
                .put("uid", object.getMetadata().getUid())
                .put("resourceVersion", object.getMetadata().getResourceVersion())
                .putObject("annotations")
                .put(FENCE, Long.toString(step.epoch()))
                .put(WRITTEN_FOR, Fence.writtenFor(step, object.getMetadata().getResourceVersion()));
        return patch;
    }

    /** @throws RefusedException when a later executor has marked the object */
    static void refuseWhenFenced(HasMetadata object, Step step) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        refuseWhenFenced(annotations == null ? "" : annotations.getOrDefault(FENCE, ""), step);
    }

    /** @param text the fence on the object, empty when it has none */
    static void refuseWhenFenced(String text, Step step) {
        if (!isLater(text, step.epoch())) {
            return;
        }
        throw new RefusedException(StepResult.denied(
                Reason.FENCED,
                step.action().target() + " was marked by a later executor: " + FENCE + " is " + text + ", ours is "
                        + step.epoch()));
    }

    /** What is no number was not written by us and bars nobody from a repair. */
    private static boolean isLater(String text, long epoch) {
        try {
            return Long.parseLong(text) > epoch;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
