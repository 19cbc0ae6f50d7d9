package io.traas.drills.cluster.control;

import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Conditions;

/** What controllers ask about a pod. */
public final class PodState {

    private PodState() {}

    public static String phase(StoredObject pod) {
        return pod.tree().at("/status/phase").asText();
    }

    public static String node(StoredObject pod) {
        return pod.tree().at("/spec/nodeName").asText();
    }

    public static boolean isReady(StoredObject pod) {
        return Conditions.isTrue(pod.tree().path("status"), "Ready");
    }

    public static boolean isFinished(StoredObject pod) {
        return phase(pod).equals("Succeeded") || phase(pod).equals("Failed");
    }

    /** Counts as a replica: neither finished nor on its way out. */
    public static boolean isActive(StoredObject pod) {
        return !isFinished(pod) && !pod.isTerminating();
    }
}
