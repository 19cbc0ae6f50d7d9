package io.traas.detector.detect;

import io.traas.model.signal.Reading;

/**
 * What was measured of one series at one instant.
 *
 * @param own null when nothing was measured: a gap is neither health nor death
 * @param peers the sum of the same signal over the other pods of the workload; null when there are none
 * @param missed for how many points in a row nothing at all was heard
 * @param completeness share of the sources that reported, in [0, 1]
 * @param restarts how often the cluster restarted the pod's containers, negative when unknown or for a workload
 * @param remark what else is known of the target, for people; may be empty
 */
public record Measured(
        long atMillis, Reading own, Reading peers, int missed, double completeness, int restarts, String remark) {

    /** True when something was measured that rests on at least this much. */
    boolean restsOn(double minWeight) {
        return own != null && own.weight() >= minWeight && Double.isFinite(own.value());
    }
}
