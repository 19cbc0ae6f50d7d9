package io.traas.drills.bank;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.drills.cluster.PracticeNode;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way back to the bank as it was at the start, whatever a fault, a trap or a cure has made of it. Touches only what
 * differs, so it does nothing to a bank that is well.
 */
final class Restoration {

    private static final Duration TIME_TO_START = Duration.ofSeconds(15);

    private final PracticeCluster cluster;
    private final Author pipeline;
    private final Pods pods;
    private final Clock clock;

    Restoration(PracticeCluster cluster, Author pipeline, Pods pods, Clock clock) {
        this.clock = clock;
        this.cluster = cluster;
        this.pipeline = pipeline;
        this.pods = pods;
    }

    /** Asks for what is missing now; to be repeated until {@link #missing()} says that it is there. */
    void push() {
        for (PracticeNode node : cluster.nodes()) {
            node.restore();
        }
        Signals.send("CONT", cluster.pids().values());
        for (Node node : pipeline.client().nodes().list().getItems()) {
            if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
                uncordon(node);
            }
        }
        List<Pod> all = pods.all();
        for (Workload workload : BankManifests.workloads()) {
            resetTemplate(workload);
            Pods.of(workload, all).forEach(this::heal);
        }
        all.stream().filter(Pods::isStray).forEach(pods::delete);
    }

    /** What is still not as at the start, or empty. */
    Optional<String> missing() {
        List<Pod> all = pods.all();
        for (Workload workload : BankManifests.workloads()) {
            Deployment now = deployment(workload);
            List<Pod> own = Pods.of(workload, all);
            int present = own.size();
            long ready = own.stream().filter(Pods::isReady).count();
            if (!isSettled(now) || present != workload.replicas() || ready != workload.replicas()) {
                return Optional.of(workload.name() + " has " + ready + " ready pods of " + present + ", wanted "
                        + workload.replicas());
            }
        }
        return pipeline.client().nodes().list().getItems().stream()
                .filter(node -> !isReady(node))
                .map(node -> "node " + node.getMetadata().getName() + " is not ready")
                .findFirst();
    }

    private void resetTemplate(Workload workload) {
        Deployment now = deployment(workload);
        Container container =
                now.getSpec().getTemplate().getSpec().getContainers().get(0);
        String image = BankImages.imageOf(workload.role(), BankImages.FIRST_VERSION);
        if (!container.getImage().equals(image)) {
            pipeline.setImage(workload, image);
        }
        if (!container.getEnvFrom().get(0).getConfigMapRef().getName().equals(workload.configName())) {
            pipeline.useConfig(workload, workload.configName());
        }
        if (now.getSpec().getReplicas() != workload.replicas()) {
            pipeline.scale(workload, workload.replicas());
        }
    }

    /** A pod that was restarted or has had its time to become ready is replaced; one that is ready is told to be well. */
    private void heal(Pod pod) {
        Instant born = Instant.parse(pod.getMetadata().getCreationTimestamp());
        boolean young = born.plus(TIME_TO_START).isAfter(clock.instant());
        if (Pods.wasRestarted(pod) || !Pods.isReady(pod) && !young) {
            pods.delete(pod);
        } else if (Pods.isReady(pod)) {
            try {
                pods.infect(pod, Ailment.NONE);
            } catch (UncheckedIOException alreadyGoing) {
                pods.delete(pod);
            }
        }
    }

    private void uncordon(Node node) {
        PatchContext merge = PatchContext.of(PatchType.JSON_MERGE);
        pipeline.client()
                .nodes()
                .withName(node.getMetadata().getName())
                .patch(merge, "{\"spec\":{\"unschedulable\":null}}");
    }

    private Deployment deployment(Workload workload) {
        KubernetesClient client = pipeline.client();
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(workload.namespace())
                .withName(workload.name())
                .get();
        if (deployment == null) {
            throw new IllegalStateException(
                    "the deployment " + workload.namespace() + "/" + workload.name() + " is gone");
        }
        return deployment;
    }

    private static boolean isSettled(Deployment now) {
        int wanted = now.getSpec().getReplicas();
        return now.getStatus() != null
                && now.getMetadata().getGeneration().equals(now.getStatus().getObservedGeneration())
                && Integer.valueOf(wanted).equals(now.getStatus().getUpdatedReplicas())
                && Integer.valueOf(wanted).equals(now.getStatus().getReplicas())
                && Integer.valueOf(wanted).equals(now.getStatus().getReadyReplicas());
    }

    private static boolean isReady(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }
}
