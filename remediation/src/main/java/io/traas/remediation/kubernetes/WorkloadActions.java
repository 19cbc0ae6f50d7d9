package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.Action;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * Restart, roll back, scale of Deployments. Every change is one patch of the Deployment itself that carries the key of
 * the intent, the epoch, and the uid and version it was made for. Scaling too: the scale subresource can carry neither
 * annotation nor fence.
 */
final class WorkloadActions {

    private final KubernetesClient client;
    private final Writes writes;

    WorkloadActions(KubernetesClient client, Writes writes) {
        this.client = client;
        this.writes = writes;
    }

    StepResult restart(Action.RestartWorkload action, Step step) {
        writes.send(action.describe(), step, () -> {
            Deployment deployment = readable(step);
            if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
                throw refused(Reason.NOT_OURS, action.target() + " is paused; a restart would wait for ever");
            }
            ObjectNode patch = Marks.fenced(deployment, step);
            patch.putObject("spec")
                    .putObject("template")
                    .putObject("metadata")
                    .putObject("annotations")
                    .put(
                            Marks.RESTARTED_AT,
                            writes.now().truncatedTo(ChronoUnit.SECONDS).toString());
            return dryRun -> writes.patch(deployment, PatchType.STRATEGIC_MERGE, patch.toString(), dryRun);
        });
        return StepResult.done("restarting " + action.target());
    }

    Edits.Edit scaled(Action.Scale action) {
        return deployment -> {
            int replicas = deployment.spec().path("replicas").asInt(1);
            if (replicas == action.to()) {
                throw RefusedException.skipped(action.target() + " already has " + replicas + " replicas");
            }
            if (replicas != action.from()) {
                throw refused(
                        Reason.CHANGED,
                        action.target() + " has " + replicas + " replicas, the plan was made for " + action.from());
            }
            autoscalerOf(action.target()).ifPresent(name -> {
                throw refused(
                        Reason.NOT_OURS,
                        "autoscaler " + name + " owns the replica count of " + action.target()
                                + " and would undo the change; move its bounds (set-autoscaler-bounds) instead");
            });
            deployment.editableSpec().put("replicas", action.to());
        };
    }

    StepResult rollBack(Action.RollBack action, Step step) {
        writes.send(action.describe(), step, () -> {
            Deployment deployment = readable(step);
            if (Boolean.TRUE.equals(deployment.getSpec().getPaused())) {
                throw refused(Reason.NOT_OURS, action.target() + " is paused; a roll back would wait for ever");
            }
            long revision = revision(deployment);
            if (revision != action.fromRevision()) {
                throw refused(
                        Reason.CHANGED,
                        action.target() + " is at revision " + revision + ", the plan was made for "
                                + action.fromRevision());
            }
            ReplicaSet older = replicaSet(deployment, action.toRevision())
                    .orElseThrow(() -> refused(
                            Reason.REVISION_GONE,
                            "revision " + action.toRevision() + " of " + action.target()
                                    + " is no longer kept (revisionHistoryLimit)"));
            String patch = templatePatch(deployment, older, step).toString();
            return dryRun -> writes.patch(deployment, PatchType.JSON, patch, dryRun);
        });
        return StepResult.done("rolled back " + action.target() + " from revision " + action.fromRevision()
                + " to the template of revision " + action.toRevision());
    }

    /** Bars earlier executors from the deployment. */
    void fence(Step step) {
        Target target = step.action().target();
        writes.send("fence " + target, step, () -> {
            Deployment deployment = existing(target, step);
            String patch = Marks.epochOnly(deployment, step).toString();
            return dryRun -> writes.patch(deployment, PatchType.STRATEGIC_MERGE, patch, dryRun);
        });
    }

    /** True when the deployment carries the key. */
    boolean shows(Step step) {
        Deployment deployment = at(step.action().target()).get();
        if (deployment == null) {
            throw refused(Reason.NOT_FOUND, step.action().target() + " does not exist");
        }
        return carries(deployment, step);
    }

    /** As kubectl does it: the whole template is replaced, so that nothing of the newer one survives. */
    private static ArrayNode templatePatch(Deployment deployment, ReplicaSet older, Step step) {
        Marks.refuseWhenFenced(deployment, step);
        ObjectNode template = Json.mapper().valueToTree(older.getSpec().getTemplate());
        JsonNode labels = template.at("/metadata/labels");
        if (labels instanceof ObjectNode object) {
            object.remove(Marks.TEMPLATE_HASH);
        }
        ArrayNode patch = Json.mapper().createArrayNode();
        operation(patch, "test", "/metadata/uid")
                .put("value", deployment.getMetadata().getUid());
        // Replaced, not tested: a version gone stale is then a conflict and tried again, a failed test would be final.
        operation(patch, "replace", "/metadata/resourceVersion")
                .put("value", deployment.getMetadata().getResourceVersion());
        operation(patch, "replace", "/spec/template").set("value", template);
        operation(patch, "add", annotation(Marks.INTENT)).put("value", step.idempotencyKey());
        operation(patch, "add", annotation(Marks.FENCE)).put("value", Long.toString(step.epoch()));
        operation(patch, "add", annotation(Marks.WRITTEN_FOR))
                .put("value", Fence.writtenFor(step, deployment.getMetadata().getResourceVersion()));
        return patch;
    }

    private static ObjectNode operation(ArrayNode patch, String op, String path) {
        return patch.addObject().put("op", op).put("path", path);
    }

    private static String annotation(String name) {
        return "/metadata/annotations/" + name.replace("~", "~0").replace("/", "~1");
    }

    private Optional<ReplicaSet> replicaSet(Deployment deployment, long revision) {
        return client
                .apps()
                .replicaSets()
                .inNamespace(deployment.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .filter(set -> set.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> deployment.getMetadata().getUid().equals(owner.getUid())))
                .filter(set -> revision(set) == revision)
                .findFirst();
    }

    private Optional<String> autoscalerOf(Target target) {
        return client
                .autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(target.namespace())
                .list()
                .getItems()
                .stream()
                .filter(scaler -> {
                    CrossVersionObjectReference owned = scaler.getSpec().getScaleTargetRef();
                    return owned != null
                            && target.kind().equals(owned.getKind())
                            && target.name().equals(owned.getName());
                })
                .map(scaler -> scaler.getMetadata().getName())
                .findFirst();
    }

    /** The deployment as it is now, if it is the one meant and the step was not carried out on it before. */
    private Deployment readable(Step step) {
        Deployment deployment = existing(step.action().target(), step);
        if (carries(deployment, step)) {
            throw new RefusedException(
                    StepResult.skipped("already done: " + step.action().describe()));
        }
        return deployment;
    }

    private Deployment existing(Target target, Step step) {
        Deployment deployment = at(target).get();
        if (deployment == null) {
            throw refused(Reason.NOT_FOUND, target + " does not exist");
        }
        if (!step.targetUid().isEmpty()
                && !step.targetUid().equals(deployment.getMetadata().getUid())) {
            throw refused(Reason.CHANGED, target + " is another object than the one decided on");
        }
        return deployment;
    }

    static boolean carries(HasMetadata object, Step step) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations != null && step.idempotencyKey().equals(annotations.get(Marks.INTENT));
    }

    private static long revision(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        String text = annotations == null ? null : annotations.get(Marks.REVISION);
        try {
            return text == null ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private RollableScalableResource<Deployment> at(Target target) {
        return client.apps().deployments().inNamespace(target.namespace()).withName(target.name());
    }

    private static RefusedException refused(Reason reason, String detail) {
        return new RefusedException(StepResult.denied(reason, detail));
    }
}
