package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.Action;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Delete, evict, quarantine and release of single pods. A pod that is gone, or whose name another pod bears, counts as
 * gone. Nothing is taken away that no controller would replace.
 */
final class PodActions {

    private final KubernetesClient client;
    private final Writes writes;

    PodActions(KubernetesClient client, Writes writes) {
        this.client = client;
        this.writes = writes;
    }

    StepResult delete(Action.DeletePod action, Step step) {
        writes.send(action.describe(), step, () -> {
            Pod pod = leaving(action.target(), uid(action.uid(), step), step);
            ObjectNode options =
                    Json.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "DeleteOptions");
            options.putObject("preconditions")
                    .put("uid", pod.getMetadata().getUid())
                    .put("resourceVersion", pod.getMetadata().getResourceVersion());
            return dryRun -> writes.delete(path(action.target()), options, dryRun);
        });
        return StepResult.done("deleted " + action.target());
    }

    StepResult evict(Action.EvictPod action, Step step) {
        writes.send(action.describe(), step, () -> {
            Pod pod = leaving(action.target(), uid(action.uid(), step), step);
            return eviction(pod);
        });
        return StepResult.done("evicted " + action.target());
    }

    /**
     * One try at moving a pod off its node.
     *
     * @return empty when it is on its way, otherwise why its disruption budget holds it
     */
    Optional<String> tryEvict(Pod listed, String cluster, Step step) {
        Target target = Target.pod(
                cluster,
                listed.getMetadata().getNamespace(),
                listed.getMetadata().getName());
        try {
            Pod pod = leaving(target, listed.getMetadata().getUid(), step);
            writes.sendOnce("evict " + target, step, eviction(pod));
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == Refusals.TOO_MANY_REQUESTS || e.getCode() == Refusals.CONFLICT) {
                return Optional.of(target.name() + ": " + Refusals.text(e));
            }
            throw new RefusedException(Refusals.withoutEffect("evict " + target, e));
        } catch (RefusedException e) {
            if (e.result().good()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /**
     * Identity and version are looked at right before: an eviction refused for them spends the budget all the same. It can
     * carry no fence, so the version is what bars one that was prepared before a take-over.
     */
    private Writes.Request eviction(Pod pod) {
        ObjectNode eviction =
                Json.mapper().createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata")
                .put("name", pod.getMetadata().getName())
                .put("namespace", pod.getMetadata().getNamespace());
        eviction.putObject("deleteOptions")
                .putObject("preconditions")
                .put("uid", pod.getMetadata().getUid())
                .put("resourceVersion", pod.getMetadata().getResourceVersion());
        String path = path(pod.getMetadata().getNamespace(), pod.getMetadata().getName()) + "/eviction";
        return dryRun -> writes.post(path, eviction, dryRun);
    }

    StepResult quarantine(Action.QuarantinePod action, Step step) {
        writes.send(action.describe(), step, () -> {
            Pod pod = present(action.target(), uid(action.uid(), step));
            if (labels(pod).containsKey(Marks.QUARANTINED)) {
                throw new RefusedException(StepResult.skipped(action.target() + " already is in quarantine"));
            }
            requireOwner(pod, action.target());
            Map<String, String> taken = new TreeMap<>(labels(pod));
            taken.keySet().retainAll(selectedBy(pod));
            if (taken.isEmpty()) {
                throw refused(Reason.INVALID, "no label of " + action.target() + " is selected by anything");
            }
            ObjectNode patch = Marks.fenced(pod, step);
            ObjectNode labels = ((ObjectNode) patch.get("metadata")).putObject("labels");
            taken.keySet().forEach(labels::putNull);
            labels.put(Marks.QUARANTINED, "true");
            ((ObjectNode) patch.at("/metadata/annotations")).put(Marks.QUARANTINED_LABELS, asJson(taken));
            return dryRun ->
                    at(action.target()).patch(Writes.context(PatchType.STRATEGIC_MERGE, dryRun), patch.toString());
        });
        return StepResult.done("took " + action.target() + " out of service; it is kept for inspection");
    }

    StepResult release(Action.ReleasePod action, Step step) {
        writes.send(action.describe(), step, () -> {
            Pod pod = present(action.target(), uid(action.uid(), step));
            String before = annotations(pod).get(Marks.QUARANTINED_LABELS);
            if (!labels(pod).containsKey(Marks.QUARANTINED) || before == null) {
                throw new RefusedException(StepResult.skipped(action.target() + " is not in quarantine"));
            }
            ObjectNode patch = Marks.fenced(pod, step);
            ObjectNode labels = ((ObjectNode) patch.get("metadata")).putObject("labels");
            fromJson(before, action.target()).forEach(labels::put);
            labels.putNull(Marks.QUARANTINED);
            ((ObjectNode) patch.at("/metadata/annotations")).putNull(Marks.QUARANTINED_LABELS);
            return dryRun ->
                    at(action.target()).patch(Writes.context(PatchType.STRATEGIC_MERGE, dryRun), patch.toString());
        });
        return StepResult.done("put " + action.target() + " back in service");
    }

    /** Bars earlier executors from the pod; one that is gone needs no bar. */
    void fence(Target target, String uid, Step step) {
        writes.send("fence " + target, step, () -> {
            Pod pod = at(target).get();
            if (isGone(pod, uid)) {
                throw new RefusedException(StepResult.skipped(target + " is gone or going"));
            }
            String patch = Marks.epochOnly(pod, step).toString();
            return dryRun -> at(target).patch(Writes.context(PatchType.STRATEGIC_MERGE, dryRun), patch);
        });
    }

    void fence(Step step) {
        fence(step.action().target(), ownUid(step.action(), step), step);
    }

    /** True when the pod is gone, going, or carries the key. */
    boolean shows(Step step) {
        Pod pod = at(step.action().target()).get();
        if (step.action() instanceof Action.DeletePod || step.action() instanceof Action.EvictPod) {
            return isGone(pod, ownUid(step.action(), step));
        }
        if (pod == null) {
            throw refused(Reason.NOT_FOUND, step.action().target() + " does not exist");
        }
        return WorkloadActions.carries(pod, step);
    }

    private static String ownUid(Action action, Step step) {
        String named = action instanceof Action.DeletePod delete
                ? delete.uid()
                : action instanceof Action.EvictPod evict ? evict.uid() : "";
        return uid(named, step);
    }

    private static String uid(String named, Step step) {
        return named.isEmpty() ? step.targetUid() : named;
    }

    private static boolean isGone(Pod pod, String uid) {
        return pod == null
                || pod.getMetadata().getDeletionTimestamp() != null
                || (!uid.isEmpty() && !uid.equals(pod.getMetadata().getUid()));
    }

    /** The pod, if it still is there to be taken away. */
    private Pod leaving(Target target, String uid, Step step) {
        Pod pod = at(target).get();
        if (isGone(pod, uid)) {
            throw new RefusedException(StepResult.skipped(target + " is already gone or going"));
        }
        requireOwner(pod, target);
        Marks.refuseWhenFenced(pod, step);
        return pod;
    }

    private Pod present(Target target, String uid) {
        Pod pod = at(target).get();
        if (isGone(pod, uid)) {
            throw refused(Reason.NOT_FOUND, target + " is gone or another pod bears its name");
        }
        return pod;
    }

    private static void requireOwner(Pod pod, Target target) {
        if (controller(pod).isEmpty()) {
            throw refused(Reason.NO_OWNER, target + " has no controller that would replace it");
        }
    }

    static Optional<OwnerReference> controller(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    /** Keys of labels by which the pod's ReplicaSet and Services find it. */
    private Set<String> selectedBy(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        Set<String> keys = new TreeSet<>();
        controller(pod).filter(owner -> "ReplicaSet".equals(owner.getKind())).ifPresent(owner -> {
            ReplicaSet set = client.apps()
                    .replicaSets()
                    .inNamespace(namespace)
                    .withName(owner.getName())
                    .get();
            if (set != null && set.getSpec().getSelector().getMatchLabels() != null) {
                keys.addAll(set.getSpec().getSelector().getMatchLabels().keySet());
            }
        });
        client.services().inNamespace(namespace).list().getItems().forEach(service -> {
            Map<String, String> selector = service.getSpec().getSelector();
            if (selector != null
                    && !selector.isEmpty()
                    && labels(pod).entrySet().containsAll(selector.entrySet())) {
                keys.addAll(selector.keySet());
            }
        });
        return keys;
    }

    private static Map<String, String> labels(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getLabels()).orElse(Map.of());
    }

    private static Map<String, String> annotations(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations()).orElse(Map.of());
    }

    private static String asJson(Map<String, String> labels) {
        return Json.mapper().valueToTree(labels).toString();
    }

    private static Map<String, String> fromJson(String text, Target target) {
        try {
            return Json.mapper().readValue(text, new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw refused(
                    Reason.INVALID,
                    "annotation " + Marks.QUARANTINED_LABELS + " of " + target + " is not a JSON object: " + text);
        }
    }

    private PodResource at(Target target) {
        return client.pods().inNamespace(target.namespace()).withName(target.name());
    }

    private static String path(Target pod) {
        return path(pod.namespace(), pod.name());
    }

    private static String path(String namespace, String name) {
        return "/api/v1/namespaces/" + namespace + "/pods/" + name;
    }

    private static RefusedException refused(Reason reason, String detail) {
        return new RefusedException(StepResult.denied(reason, detail));
    }
}
