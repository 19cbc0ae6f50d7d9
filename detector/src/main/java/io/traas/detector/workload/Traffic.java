package io.traas.detector.workload;

import io.traas.model.Target;

/**
 * What a workload answered in one interval, over all its pods. Nothing is told of an interval in which one of them was
 * not heard: part of a total is not the total.
 *
 * @param interval number of the interval since the epoch
 * @param intervalMs length of an interval
 * @param requests answered a second
 * @param latencySeconds mean time of an answer, NaN when unknown
 * @param errorShare of the answers, in [0, 1], NaN when unknown
 */
public record Traffic(
        Target workload, long interval, long intervalMs, float requests, float latencySeconds, float errorShare) {

    /** A signal is whatever an operator made it: of a number that no traffic can have, nothing is known. */
    public Traffic {
        requests = possible(requests);
        latencySeconds = possible(latencySeconds);
        errorShare = possible(errorShare);
    }

    private static float possible(float value) {
        return value >= 0 && value < Float.POSITIVE_INFINITY ? value : Float.NaN;
    }
}
