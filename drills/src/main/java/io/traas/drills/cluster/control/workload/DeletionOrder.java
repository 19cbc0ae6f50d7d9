package io.traas.drills.cluster.control.workload;

import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Conditions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which pods of a ReplicaSet go first: those that serve least, then those that crowd a node, then the youngest. */
final class DeletionOrder implements Comparator<StoredObject> {

    private final Map<String, Long> podsOnNode;
    private final Comparator<StoredObject> order;

    DeletionOrder(List<StoredObject> pods) {
        podsOnNode = pods.stream().collect(Collectors.groupingBy(PodState::node, Collectors.counting()));
        order = Comparator.<StoredObject, Boolean>comparing(
                        pod -> !PodState.node(pod).isEmpty())
                .thenComparing(pod -> !PodState.phase(pod).equals("Pending"))
                .thenComparing(PodState::isReady)
                .thenComparing(DeletionOrder::cost)
                .thenComparing(pod -> -podsOnNode.get(PodState.node(pod)))
                .thenComparing(DeletionOrder::readySince, Comparator.reverseOrder())
                .thenComparing(
                        pod -> pod.tree().at("/metadata/creationTimestamp").asText(), Comparator.reverseOrder())
                // Any order will do for twins, as long as it is one.
                .thenComparing(StoredObject::uid);
    }

    @Override
    public int compare(StoredObject left, StoredObject right) {
        return order.compare(left, right);
    }

    private static long cost(StoredObject pod) {
        String text = pod.annotation("controller.kubernetes.io/pod-deletion-cost");
        try {
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            return 0;
        }
    }

    private static String readySince(StoredObject pod) {
        return Conditions.find(pod.tree().path("status"), "Ready")
                .path("lastTransitionTime")
                .asText();
    }
}
