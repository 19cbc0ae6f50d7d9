package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.Action;
import io.traas.model.Target;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Cordon, uncordon and drain of nodes. */
final class NodeActions {

    private static final Duration LONGEST_OPENING = Duration.ofSeconds(10);
    private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(1);
    private static final Set<String> FINISHED = Set.of("Succeeded", "Failed");

    private final KubernetesClient client;
    private final Writes writes;
    private final PodActions pods;

    NodeActions(KubernetesClient client, Writes writes, PodActions pods) {
        this.client = client;
        this.writes = writes;
        this.pods = pods;
    }

    StepResult cordon(Action action, Step step) {
        writes.send(action.describe(), step, () -> {
            Node node = present(action.target(), step);
            if (closed(node)) {
                throw new RefusedException(StepResult.skipped(action.target() + " already is cordoned"));
            }
            ObjectNode patch = fenced(node, step, "true");
            patch.putObject("spec").put("unschedulable", true);
            return dryRun -> writes.patch(node, PatchType.STRATEGIC_MERGE, patch.toString(), dryRun);
        });
        return StepResult.done("cordoned " + action.target());
    }

    StepResult uncordon(Action.Uncordon action, Step step) {
        writes.send(action.describe(), step, () -> {
            Node node = present(action.target(), step);
            if (!closed(node)) {
                throw new RefusedException(StepResult.skipped(action.target() + " is not cordoned"));
            }
            if (!annotations(node).containsKey(Marks.CORDONED)
                    || ApiObject.of(ObjectKind.NODE, node).isSetByAnother("unschedulable")) {
                throw new RefusedException(StepResult.denied(
                        Reason.NOT_OURS, action.target() + " was cordoned by somebody else, who has to open it"));
            }
            return opening(node, step);
        });
        return StepResult.done("uncordoned " + action.target());
    }

    /**
     * Cordons, then evicts round after round what its budgets let go, until nothing is left or the deadline comes. A
     * held pod is never deleted instead. Only pods of ReplicaSets are moved; the result names the others. A node that
     * this step closed and could not empty is opened again.
     */
    StepResult drain(Action.Drain action, Step step) {
        try {
            cordon(action, step);
        } catch (RefusedException e) {
            if (!e.result().good()) {
                throw e;
            }
        }
        try {
            return empty(action, step, writes.now());
        } catch (RefusedException | KubernetesClientException e) {
            StepResult why = e instanceof RefusedException refused
                    ? refused.result()
                    : Refusals.withoutEffect(action.describe(), (KubernetesClientException) e);
            throw new RefusedException(
                    new StepResult(why.outcome(), why.reason(), why.detail() + "; " + reopened(action, step)));
        }
    }

    private StepResult empty(Action.Drain action, Step step, Instant begun) {
        Instant until = step.deadline().minus(keptForOpening(begun, step.deadline()));
        int moved = 0;
        while (true) {
            List<String> held = new ArrayList<>();
            for (Pod pod : toMove(action.target(), step)) {
                Optional<String> heldBack = writes.now().isAfter(until)
                        ? Optional.of(pod.getMetadata().getName() + ": not tried any more")
                        : pods.tryEvict(pod, action.target().cluster(), step);
                heldBack.ifPresent(held::add);
                moved += heldBack.isPresent() ? 0 : 1;
            }
            if (held.isEmpty()) {
                return StepResult.done("cordoned " + action.target() + " and moved " + moved + " pods off it"
                        + leftBehind(action.target(), step));
            }
            if (writes.now().plus(BETWEEN_ROUNDS).isAfter(until)) {
                throw new RefusedException(StepResult.denied(
                        Reason.BUDGET,
                        "moved " + moved + " pods off " + action.target() + "; held back: " + String.join("; ", held)));
            }
            writes.sleep(action.describe(), BETWEEN_ROUNDS);
        }
    }

    /** What cannot be emptied is opened again within the time of the step; nothing is written after it. */
    private static Duration keptForOpening(Instant begun, Instant deadline) {
        Duration quarter = Duration.between(begun, deadline).dividedBy(4);
        return quarter.compareTo(LONGEST_OPENING) < 0 ? quarter : LONGEST_OPENING;
    }

    /** Opens the node again if this very step closed it. @return what became of the node, for people */
    private String reopened(Action.Drain action, Step step) {
        try {
            writes.send("uncordon " + action.target(), step, () -> {
                Node node = present(action.target(), step);
                if (!closed(node) || !WorkloadActions.carries(node, step)) {
                    throw new RefusedException(StepResult.skipped("it was cordoned before and stays so"));
                }
                return opening(node, step);
            });
            return "it is open again";
        } catch (RefusedException e) {
            return e.result().good()
                    ? e.result().detail()
                    : "it stays cordoned: " + e.result().detail();
        } catch (Writes.InDoubtException | KubernetesClientException e) {
            return "it may have stayed cordoned: " + e.getMessage();
        }
    }

    private Writes.Request opening(Node node, Step step) {
        ObjectNode patch = fenced(node, step, null);
        patch.putObject("spec").putNull("unschedulable");
        return dryRun -> writes.patch(node, PatchType.STRATEGIC_MERGE, patch.toString(), dryRun);
    }

    /** Bars earlier executors from the node, and from the pods that a drain would move. */
    void fence(Step step) {
        Target target = step.action().target();
        writes.send("fence " + target, step, () -> {
            Node node = present(target, step);
            String patch = Marks.epochOnly(node, step).toString();
            return dryRun -> writes.patch(node, PatchType.STRATEGIC_MERGE, patch, dryRun);
        });
        if (step.action() instanceof Action.Drain) {
            List<Pod> left = toMove(target, step);
            left.forEach(pod -> fencePod(pod, step));
            PodActions.refuseToVouchForUnready(left);
        }
    }

    private void fencePod(Pod pod, Step step) {
        Target target = Target.pod(
                step.action().target().cluster(),
                pod.getMetadata().getNamespace(),
                pod.getMetadata().getName());
        try {
            pods.fence(target, pod.getMetadata().getUid(), step);
        } catch (RefusedException e) {
            if (!e.result().good()) {
                throw e;
            }
        }
    }

    boolean shows(Step step) {
        Node node = present(step.action().target(), step);
        if (step.action() instanceof Action.Drain) {
            if (step.namespaces().isEmpty()) {
                throw new RefusedException(StepResult.denied(
                        Reason.INVALID,
                        "it is not known any more whose pods were to leave "
                                + step.action().target()));
            }
            return closed(node) && toMove(step.action().target(), step).isEmpty();
        }
        return WorkloadActions.carries(node, step) || closed(node) == (step.action() instanceof Action.Cordon);
    }

    /** Only these are counted before a drain is let through: pods of other controllers stay where they are. */
    private List<Pod> toMove(Target node, Step step) {
        return running(node, step).stream()
                .filter(pod -> controllerKind(pod).equals("ReplicaSet"))
                .toList();
    }

    private String leftBehind(Target node, Step step) {
        List<String> names = running(node, step).stream()
                .filter(pod -> !Set.of("ReplicaSet", "DaemonSet").contains(controllerKind(pod)))
                .map(pod -> pod.getMetadata().getNamespace() + "/"
                        + pod.getMetadata().getName())
                .sorted()
                .toList();
        return names.isEmpty() ? "" : "; left where they are, being of no Deployment: " + String.join(", ", names);
    }

    private static String controllerKind(Pod pod) {
        return PodActions.controller(pod).map(OwnerReference::getKind).orElse("");
    }

    private List<Pod> running(Target node, Step step) {
        return client.pods().inAnyNamespace().withField("spec.nodeName", node.name()).list().getItems().stream()
                .filter(pod -> node.name().equals(pod.getSpec().getNodeName()))
                .filter(pod -> step.namespaces().contains(pod.getMetadata().getNamespace()))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> !FINISHED.contains(pod.getStatus().getPhase()))
                .filter(pod -> !Optional.ofNullable(pod.getMetadata().getAnnotations())
                        .orElse(Map.of())
                        .containsKey(Marks.MIRROR_POD))
                .toList();
    }

    private Node present(Target target, Step step) {
        Node node = at(target).get();
        if (node == null) {
            throw new RefusedException(StepResult.denied(Reason.NOT_FOUND, target + " does not exist"));
        }
        if (!step.targetUid().isEmpty()
                && !step.targetUid().equals(node.getMetadata().getUid())) {
            throw new RefusedException(
                    StepResult.denied(Reason.CHANGED, target + " is another object than the one decided on"));
        }
        return node;
    }

    private static boolean closed(Node node) {
        return Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    }

    private static ObjectNode fenced(Node node, Step step, String cordoned) {
        ObjectNode patch = Marks.fenced(node, step);
        ((ObjectNode) patch.at("/metadata/annotations")).put(Marks.CORDONED, cordoned);
        return patch;
    }

    private static Map<String, String> annotations(Node node) {
        return Optional.ofNullable(node.getMetadata().getAnnotations()).orElse(Map.of());
    }

    private Resource<Node> at(Target target) {
        return client.nodes().withName(target.name());
    }
}
