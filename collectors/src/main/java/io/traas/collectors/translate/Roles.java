package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.traas.model.TargetState;
import java.util.List;
import java.util.Map;

/** What sets a node or workload apart from the ordinary ones, as their labels say. */
final class Roles {

    private static final List<String> CONTROL_PLANE_LABELS =
            List.of("node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master");

    /** Where the providers and Karpenter write the pool of a node. */
    private static final List<String> POOL_LABELS = List.of(
            "cloud.google.com/gke-nodepool",
            "eks.amazonaws.com/nodegroup",
            "kubernetes.azure.com/agentpool",
            "karpenter.sh/nodepool",
            "node.kubernetes.io/pool");

    private static final String PART_OF = "app.kubernetes.io/part-of";
    private static final String OURS = "traas";

    private Roles() {}

    static String of(Node node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        boolean controlPlane = labels != null && CONTROL_PLANE_LABELS.stream().anyMatch(labels::containsKey);
        return controlPlane ? TargetState.CONTROL_PLANE : "";
    }

    static String of(Deployment deployment) {
        return OURS.equals(Annotations.label(deployment, PART_OF)) ? TargetState.PLATFORM : "";
    }

    static String pool(Node node) {
        return POOL_LABELS.stream()
                .map(label -> Annotations.label(node, label))
                .filter(pool -> !pool.isEmpty())
                .findFirst()
                .orElse("");
    }
}
