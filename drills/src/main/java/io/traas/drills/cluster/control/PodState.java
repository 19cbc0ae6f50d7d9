package io.traas.drills.cluster.control;

import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Conditions;

/** What controllers ask about a pod. */
final class PodState {

    private PodState() {}

    static String phase(StoredObject pod) {
        return pod.tree().at("/status/phase").asText();
    }

    static String node(StoredObject pod) {
        return pod.tree().at("/spec/nodeName").asText();
    }

    static boolean isReady(StoredObject pod) {
        return Conditions.isTrue(pod.tree().path("status"), "Ready");
    }

    static boolean isFinished(StoredObject pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    /** Counts as a replica: neither finished nor on its way out. */
    static boolean isActive(StoredObject pod) {
        return !isFinished(pod) && !pod.isTerminating();
    }
}
