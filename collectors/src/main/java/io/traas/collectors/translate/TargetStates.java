package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.traas.model.Autonomy;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/** What Deployments and Nodes are like now. Pure: the same view gives the same states. */
public final class TargetStates {

    private static final int MAX_REPLICAS = 100_000;

    private TargetStates() {}

    /** @param problems gets a sentence for every annotation that cannot be used */
    public static TargetState of(Deployment deployment, ClusterView view, Instant now, Consumer<String> problems) {
        String namespace = deployment.getMetadata().getNamespace();
        DeploymentStatus status = deployment.getStatus() == null ? new DeploymentStatus() : deployment.getStatus();
        List<ClusterView.Revision> revisions = view.revisions(deployment);
        long revision = Math.max(
                ClusterView.revision(deployment),
                revisions.isEmpty() ? 0 : revisions.get(0).number());
        long previous = revisions.stream()
                .mapToLong(ClusterView.Revision::number)
                .filter(number -> number < revision)
                .findFirst()
                .orElse(0);
        return new TargetState(
                Target.deployment(
                        view.cluster(), namespace, deployment.getMetadata().getName()),
                ClusterView.uid(deployment),
                now,
                false,
                desired(deployment),
                number(status.getReadyReplicas()),
                revision,
                previous,
                rollingOut(deployment, status),
                Boolean.TRUE.equals(deployment.getSpec().getPaused()),
                false,
                autoscaled(deployment, view),
                (int) Annotations.positive(deployment, Annotations.MAX_REPLICAS, MAX_REPLICAS, problems),
                Disruptions.allowed(deployment, view.objects().budgets()),
                view.autonomy(namespace),
                "",
                Annotations.dependencies(view.cluster(), deployment, problems),
                states(view.pods(deployment), view),
                "",
                "",
                Roles.of(deployment),
                Ownership.of(deployment, "template"),
                Ownership.of(deployment, "replicas"),
                null);
    }

    public static TargetState of(Node node, ClusterView view, Instant now) {
        return new TargetState(
                Target.node(view.cluster(), node.getMetadata().getName()),
                ClusterView.uid(node),
                now,
                false,
                1,
                ready(node) ? 1 : 0,
                0,
                0,
                false,
                false,
                unschedulable(node),
                false,
                0,
                Disruptions.UNLIMITED,
                Autonomy.parse(Annotations.label(node, Annotations.AUTONOMY)),
                Annotations.label(node, Annotations.ZONE),
                List.of(),
                states(view.pods(node), view),
                Roles.pool(node),
                Annotations.label(node, Annotations.REGION),
                Roles.of(node),
                "",
                "",
                null);
    }

    /** The last state of something that is gone. */
    public static TargetState deleted(TargetState last, Instant now) {
        return new TargetState(
                last.target(),
                last.uid(),
                now,
                true,
                0,
                0,
                last.revision(),
                last.previousRevision(),
                false,
                last.paused(),
                last.unschedulable(),
                last.autoscaled(),
                last.maxReplicas(),
                last.disruptionsAllowed(),
                last.autonomy(),
                last.zone(),
                last.dependencies(),
                List.of(),
                last.pool(),
                last.site(),
                last.role(),
                last.templateOwner(),
                last.replicasOwner(),
                null);
    }

    static int desired(Deployment deployment) {
        Integer replicas = deployment.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    static boolean ready(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    static boolean unschedulable(Node node) {
        return node.getSpec() != null && Boolean.TRUE.equals(node.getSpec().getUnschedulable());
    }

    /**
     * True from the moment something was asked until the controller reports it done or gives up on it. Pods that fail
     * afterwards do not count: a crash is no roll-out.
     */
    private static boolean rollingOut(Deployment deployment, DeploymentStatus status) {
        Long generation = deployment.getMetadata().getGeneration();
        Long observed = status.getObservedGeneration();
        if (generation != null && (observed == null || observed < generation)) {
            return true;
        }
        DeploymentCondition progressing = status.getConditions().stream()
                .filter(condition -> "Progressing".equals(condition.getType()))
                .findFirst()
                .orElse(null);
        if (progressing != null && "False".equals(progressing.getStatus())) {
            return false;
        }
        boolean oldPodsLeft = number(status.getReplicas()) > number(status.getUpdatedReplicas());
        return oldPodsLeft
                || (progressing == null
                        ? number(status.getUpdatedReplicas()) < desired(deployment)
                        : !"NewReplicaSetAvailable".equals(progressing.getReason())
                                && number(status.getAvailableReplicas()) < desired(deployment));
    }

    private static boolean autoscaled(Deployment deployment, ClusterView view) {
        return view.objects().autoscalers().stream()
                .anyMatch(autoscaler -> autoscaler
                                .getMetadata()
                                .getNamespace()
                                .equals(deployment.getMetadata().getNamespace())
                        && "Deployment"
                                .equals(autoscaler.getSpec().getScaleTargetRef().getKind())
                        && deployment
                                .getMetadata()
                                .getName()
                                .equals(autoscaler.getSpec().getScaleTargetRef().getName()));
    }

    private static List<PodState> states(List<Pod> pods, ClusterView view) {
        return pods.stream().map(pod -> PodStates.of(pod, view)).toList();
    }

    private static int number(Integer count) {
        return count == null ? 0 : count;
    }
}
