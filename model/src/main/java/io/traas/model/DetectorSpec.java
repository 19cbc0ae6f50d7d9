package io.traas.model;

import io.traas.model.signal.Signal;

/**
 * What to watch and when to call it an anomaly. Flat, so that it can live in Flink state.
 *
 * @param id unique; a later spec of the same id replaces an earlier one
 * @param signal what is computed from raw samples
 * @param level whether each pod or the whole workload is judged
 * @param method how it is judged
 * @param threshold of {@link Method#THRESHOLD}: the limit in the unit of the signal; of {@link Method#BASELINE}: how
 *     many robust scales away; of {@link Method#CHANGE_RATE}: factor within a minute; of {@link Method#IMBALANCE}:
 *     times its peers; of {@link Method#RESTARTED}: restarts of its containers
 * @param minDelta smallest deviation worth an alarm, in the unit of the signal
 * @param minWeight smallest denominator (for example requests a second) for which the signal means anything
 * @param breaches how many of the last {@code window} points must deviate to open
 * @param window see {@code breaches}
 */
public record DetectorSpec(
        String id,
        boolean enabled,
        Signal signal,
        Level level,
        Method method,
        Direction direction,
        double threshold,
        double minDelta,
        double minWeight,
        int breaches,
        int window,
        FailureClass failureClass,
        Severity severity) {

    public enum Level {
        POD,
        WORKLOAD
    }

    public enum Method {
        THRESHOLD,
        BASELINE,
        DROP_TO_ZERO,
        NO_DATA,
        CHANGE_RATE,
        IMBALANCE,
        RESTARTED
    }

    public enum Direction {
        HIGH,
        LOW
    }

    public DetectorSpec {
        Check.notBlank("detector.id", id);
        Check.notNull("detector.signal", signal);
        Check.notNull("detector.level", level);
        Check.notNull("detector.method", method);
        Check.notNull("detector.direction", direction);
        Check.atLeast("detector " + id + " breaches", 1, breaches);
        Check.atLeast("detector " + id + " window", breaches, window);
        Check.notNull("detector.failureClass", failureClass);
        Check.notNull("detector.severity", severity);
    }
}
