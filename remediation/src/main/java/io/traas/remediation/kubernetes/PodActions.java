package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.traas.model.Action;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.util.List;
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
    private final Edits edits;

    PodActions(KubernetesClient client, Writes writes, Edits edits) {
        this.client = client;
        this.writes = writes;
        this.edits = edits;
    }

    StepResult delete(Action.DeletePod action, Step step) {
        remove(action.describe(), action.target(), step, () -> {
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
        remove(
                action.describe(),
                action.target(),
                step,
                () -> eviction(action.target(), uid(action.uid(), step), step));
        return StepResult.done("evicted " + action.target());
    }

    /** A pod that vanishes between the look and the request is as gone as one that had before. */
    private void remove(String what, Target target, Step step, Writes.Preparation preparation) {
        try {
            writes.send(what, step, preparation);
        } catch (RefusedException e) {
            throw e.result().reason() == Reason.NOT_FOUND ? RefusedException.skipped(target + " is already gone") : e;
        }
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
            writes.refuseWhenStopped(step, target);
            writes.sendOnce(
                    "evict " + target,
                    step,
                    eviction(target, listed.getMetadata().getUid(), step));
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (e.getCode() == Refusals.TOO_MANY_REQUESTS || e.getCode() == Refusals.CONFLICT) {
                return Optional.of(target.name() + ": " + Refusals.text(e));
            }
            if (e.getCode() == Refusals.NOT_FOUND) {
                return Optional.empty();
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
     * The pod is looked at anew after the dry run: an eviction refused for its version spends the budget all the same, and
     * kubelets write to sick pods often. It can carry no fence, so the version is what bars one that was prepared before a
     * take-over.
     */
    private Writes.Request eviction(Target target, String uid, Step step) {
        Pod pod = leaving(target, uid, step);
        ObjectNode eviction =
                Json.mapper().createObjectNode().put("apiVersion", "policy/v1").put("kind", "Eviction");
        eviction.putObject("metadata")
                .put("name", pod.getMetadata().getName())
                .put("namespace", pod.getMetadata().getNamespace());
        eviction.putObject("deleteOptions")
                .putObject("preconditions")
                .put("uid", pod.getMetadata().getUid())
                .put("resourceVersion", pod.getMetadata().getResourceVersion());
        return new Writes.Request() {
            @Override
            public void send(boolean dryRun) {
                writes.post(path(target) + "/eviction", eviction, dryRun);
            }

            @Override
            public Writes.Request renewed() {
                return eviction(target, uid, step);
            }
        };
    }

    StepResult quarantine(Action.QuarantinePod action, Step step) {
        edits.carryOut(step, ObjectKind.POD, action.target().name(), quarantined(action, step));
        return StepResult.done("took " + action.target() + " out of service; it is kept for inspection");
    }

    boolean showsQuarantine(Action.QuarantinePod action, Step step) {
        return edits.shows(step, ObjectKind.POD, action.target().name(), quarantined(action, step));
    }

    private Edits.Edit quarantined(Action.QuarantinePod action, Step step) {
        return pod -> {
            requireSame(pod, uid(action.uid(), step), action.target());
            if (!pod.label(Marks.QUARANTINED).isEmpty()) {
                throw RefusedException.skipped(action.target() + " already is in quarantine");
            }
            OwnerReference owner = controller(pod).orElseThrow(() -> noOwner(action.target()));
            Map<String, String> taken = new TreeMap<>(labels(pod));
            taken.keySet().retainAll(selectedBy(pod, owner));
            if (taken.isEmpty()) {
                throw refused(Reason.INVALID, "no label of " + action.target() + " is selected by anything");
            }
            taken.keySet().forEach(label -> pod.label(label, null));
            pod.label(Marks.QUARANTINED, "true");
            pod.annotate(Marks.QUARANTINED_LABELS, asJson(taken));
        };
    }

    static Edits.Edit released(Action.ReleasePod action, Step step) {
        return pod -> {
            requireSame(pod, uid(action.uid(), step), action.target());
            String before = pod.annotation(Marks.QUARANTINED_LABELS);
            if (pod.label(Marks.QUARANTINED).isEmpty() || before.isEmpty()) {
                throw RefusedException.skipped(action.target() + " is not in quarantine");
            }
            fromJson(before, action.target()).forEach(pod::label);
            pod.label(Marks.QUARANTINED, null);
            pod.annotate(Marks.QUARANTINED_LABELS, null);
        };
    }

    /** A pod is meant by its uid: another one may bear the name by now. */
    static void requireSame(ApiObject pod, String uid, Target target) {
        if (!uid.isEmpty() && !uid.equals(pod.uid())) {
            throw refused(Reason.NOT_FOUND, target + " is gone or another pod bears its name");
        }
    }

    /**
     * An API server that may evict a pod for not being ready, whatever its budget says, takes the version it read itself for
     * the precondition: an eviction of such a pod that is still on its way is not barred by any mark.
     */
    static void refuseToVouchForUnready(List<Pod> pods) {
        pods.stream().filter(pod -> !Readiness.isPodReady(pod)).findFirst().ifPresent(pod -> {
            throw RefusedException.skipped("an eviction of " + pod.getMetadata().getName()
                    + ", which is not ready, may still come; it moves no other pod");
        });
    }

    /** Bars earlier executors from the pod; one that is gone needs no bar. */
    void fence(Target target, String uid, Step step) {
        writes.send("fence " + target, step, () -> {
            Pod pod = at(target).get();
            if (isGone(pod, uid)) {
                throw new RefusedException(StepResult.skipped(target + " is gone or going"));
            }
            String patch = Marks.epochOnly(pod, step).toString();
            return dryRun -> writes.patch(pod, PatchType.STRATEGIC_MERGE, patch, dryRun);
        });
    }

    void fence(Step step) {
        Target target = step.action().target();
        fence(target, ownUid(step.action(), step), step);
        if (step.action() instanceof Action.EvictPod) {
            refuseToVouchForUnready(
                    Optional.ofNullable(at(target).get()).stream().toList());
        }
    }

    /** True when the pod is gone or going. */
    boolean shows(Step step) {
        return isGone(at(step.action().target()).get(), ownUid(step.action(), step));
    }

    private static String ownUid(Action action, Step step) {
        String named = action instanceof Action.DeletePod delete
                ? delete.uid()
                : action instanceof Action.EvictPod evict ? evict.uid() : "";
        return uid(named, step);
    }

    static String uid(String named, Step step) {
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

    private static void requireOwner(Pod pod, Target target) {
        if (controller(pod).isEmpty()) {
            throw noOwner(target);
        }
    }

    private static RefusedException noOwner(Target target) {
        return refused(Reason.NO_OWNER, target + " has no controller that would replace it");
    }

    private static Optional<OwnerReference> controller(ApiObject pod) {
        for (JsonNode owner : pod.tree().at("/metadata/ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return Optional.of(new OwnerReferenceBuilder()
                        .withKind(owner.path("kind").asText())
                        .withName(owner.path("name").asText())
                        .build());
            }
        }
        return Optional.empty();
    }

    static Optional<OwnerReference> controller(Pod pod) {
        return pod.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    /** Keys of labels by which the pod's ReplicaSet and Services find it. */
    private Set<String> selectedBy(ApiObject pod, OwnerReference owner) {
        Set<String> keys = new TreeSet<>();
        if ("ReplicaSet".equals(owner.getKind())) {
            ReplicaSet set = client.apps()
                    .replicaSets()
                    .inNamespace(pod.namespace())
                    .withName(owner.getName())
                    .get();
            if (set != null && set.getSpec().getSelector().getMatchLabels() != null) {
                keys.addAll(set.getSpec().getSelector().getMatchLabels().keySet());
            }
        }
        client.services().inNamespace(pod.namespace()).list().getItems().forEach(service -> {
            Map<String, String> selector = service.getSpec().getSelector();
            if (selector != null
                    && !selector.isEmpty()
                    && labels(pod).entrySet().containsAll(selector.entrySet())) {
                keys.addAll(selector.keySet());
            }
        });
        return keys;
    }

    private static Map<String, String> labels(ApiObject pod) {
        Map<String, String> labels = new TreeMap<>();
        pod.tree()
                .at("/metadata/labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
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
