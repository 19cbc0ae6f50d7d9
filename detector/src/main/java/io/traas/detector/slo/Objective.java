package io.traas.detector.slo;

import java.time.Duration;

/**
 * A promise: this share of the events of any {@link #PERIOD} is good.
 *
 * @param target between 0 and 1, for example 0.999
 * @param minEvents fewest events in a long window for a verdict: with less traffic a single failure would be an outage
 */
public record Objective(double target, double minEvents) {

    public static final Duration PERIOD = Duration.ofDays(30);

    public Objective {
        if (!(target > 0 && target < 1)) {
            throw new IllegalArgumentException("objective.target is " + target + ", must be between 0 and 1");
        }
        if (!(minEvents >= 0 && minEvents < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("objective.minEvents is " + minEvents + ", must be at least 0");
        }
    }

    /** Share of events that may be bad. */
    public double budget() {
        return 1 - target;
    }
}
