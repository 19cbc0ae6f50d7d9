package io.traas.detector.workload;

import io.traas.model.PodState;
import io.traas.model.TargetState;

/** Whether a pod is one that should work now. Only what should work can be in trouble. */
enum Standing {
    /** Should answer, and its numbers count. */
    EXPECTED,
    /** Being started for the first time: nobody expects an answer yet. */
    STARTING,
    /** Asked to stop: what it says now is its own business. */
    LEAVING,
    /** The cluster does not know it any more. */
    GONE;

    /** @param state of the workload, null when the cluster never said; @param pod null when it is not among its pods */
    static Standing of(PodMemory memory, TargetState state, PodState pod) {
        if (state != null && (state.deleted() || pod == null && knewAll(state, memory))) {
            return GONE;
        }
        if (pod != null && pod.phase().equals("Succeeded")) {
            return GONE;
        }
        if (pod != null && pod.terminating()) {
            return LEAVING;
        }
        boolean restarted = pod != null && pod.restarts() > 0;
        return memory.everUp() || restarted ? EXPECTED : STARTING;
    }

    /** A list made before the pod was first seen may miss it; a later one may not. */
    private static boolean knewAll(TargetState state, PodMemory memory) {
        return state.observedAt().toEpochMilli() > memory.firstSeenMs();
    }
}
