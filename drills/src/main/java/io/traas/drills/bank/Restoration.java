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
import java.util.List;
import java.util.Optional;

/**
 * The way back to the bank as it was at the start, whatever a fault, a trap or a cure has made of it. Touches only what
 * differs, so it does nothing to a bank that is well.
 */
final class Restoration {

    private final PracticeCluster cluster;
    private final Author pipeline;
    private final Pods pods;

    Restoration(PracticeCluster cluster, Author pipeline, Pods pods) {
        this.cluster = cluster;
        this.pipeline = pipeline;
        this.pods = pods;
    }

    /** Asks for everything that is missing; {@link #missing()} tells when it is there. */
    void begin() {
        for (PracticeNode node : cluster.nodes()) {
            node.restore();
        }
        Signals.send("CONT", cluster.pids().values());
        for (Node node : pipeline.client().nodes().list().getItems()) {
            if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
                uncordon(node);
            }
        }
        for (Workload workload : BankManifests.workloads()) {
            resetTemplate(workload);
            heal(workload);
        }
        for (String namespace : List.of(BankManifests.BANK, BankManifests.PARTNER)) {
            pods.all(namespace).stream().filter(Pods::isStray).forEach(pods::delete);
        }
    }

    /** What is still not as at the start, or empty. */
    Optional<String> missing() {
        for (Workload workload : BankManifests.workloads()) {
            Deployment now = deployment(workload);
            int present = pods.present(workload).size();
            int ready = pods.ready(workload).size();
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

    /** Pods that were restarted or are not ready are replaced, the others told to be well. */
    private void heal(Workload workload) {
        for (Pod pod : pods.present(workload)) {
            if (Pods.wasRestarted(pod) || !Pods.isReady(pod)) {
                pods.delete(pod);
                continue;
            }
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
