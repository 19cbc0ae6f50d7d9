package io.traas.model;

import io.traas.model.signal.Signal;

/**
 * What to watch and when to call it an anomaly. Flat, so that it can live in Flink state. Fields that only one method
 * reads are neutral (0, empty) for all others, and absent in what was written before they existed.
 *
 * @param id unique; a later spec of the same id replaces an earlier one
 * @param signal what is computed from raw samples
 * @param level whether each pod, the whole workload, each raw series or a target by all of them is judged
 * @param method how it is judged
 * @param threshold of {@link Method#THRESHOLD}: the limit in the unit of the signal; of {@link Method#BASELINE}: how
 *     many robust scales away; of {@link Method#CHANGE_RATE}: factor within a minute; of {@link Method#IMBALANCE}:
 *     times its peers; of {@link Method#RESTARTED}: restarts of its containers; of {@link Method#FORECAST}: the limit
 *     that will be reached; of {@link Method#BURN_RATE}: the value beyond which time counts as bad, unread for a ratio
 * @param minDelta smallest deviation worth an alarm, in the unit of the signal
 * @param minWeight smallest denominator (for example requests a second) for which the signal means anything
 * @param breaches how many of the last {@code window} points must deviate to open
 * @param window see {@code breaches}
 * @param severity of what is opened; for {@link Method#BURN_RATE} also which rules apply: up to SEV2 those that page
 * @param workloads anchored regular expression on {@code namespace/name}; empty for every workload
 * @param objective of {@link Method#BURN_RATE}: share of good events promised, between 0 and 1; otherwise 0
 * @param minEvents of {@link Method#BURN_RATE}: fewest events in the long window for a verdict; otherwise 0
 * @param historySeconds of {@link Method#FORECAST}: how far back growth is learned from; 0 when the value is itself the
 *     instant, in epoch seconds, at which it is over; for other methods 0
 * @param horizonSeconds of {@link Method#FORECAST}: reached sooner than this is an anomaly; otherwise 0
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
        Severity severity,
        String workloads,
        double objective,
        double minEvents,
        long historySeconds,
        long horizonSeconds) {

    /** Shortest history growth is learned from: sixty times ten seconds. */
    public static final long MIN_HISTORY_SECONDS = 600;

    /** Longest: a month. */
    public static final long MAX_HISTORY_SECONDS = 2_592_000;

    public enum Level {
        POD,
        WORKLOAD,
        /** Each raw series of a scraped target by itself; by {@link Method#ENSEMBLE} or
         * {@link Method#RANDOM_CUT_FOREST}. */
        SERIES,
        /** All raw series of a scraped target that are judged by {@link Method#ENSEMBLE}, taken together. */
        TARGET
    }

    public enum Method {
        THRESHOLD,
        BASELINE,
        DROP_TO_ZERO,
        NO_DATA,
        CHANGE_RATE,
        IMBALANCE,
        RESTARTED,
        BURN_RATE,
        FORECAST,
        /** The shipped detector, which learns what is usual; nothing to set. */
        ENSEMBLE,
        /** Rare patterns of successive values, at twenty times the cost; nothing to set. */
        RANDOM_CUT_FOREST,
        /** The worst few series of a target stray from what each usually does; nothing to set. */
        MULTIVARIATE;

        /** Whether it judges single series by what it has seen of them, and can be told that it was wrong. */
        public boolean learnsFromFeedback() {
            return this == ENSEMBLE || this == RANDOM_CUT_FOREST;
        }
    }

    public enum Direction {
        HIGH,
        LOW
    }

    public DetectorSpec {
        Check.notBlank("detector.id", id);
        String of = "detector " + id + " ";
        Check.notNull(of + "signal", signal);
        Check.notNull(of + "level", level);
        Check.notNull(of + "method", method);
        Check.notNull(of + "direction", direction);
        Check.finite(of + "threshold", threshold);
        Check.finite(of + "minDelta", minDelta);
        Check.finite(of + "minWeight", minWeight);
        Check.atLeast(of + "breaches", 1, breaches);
        Check.atLeast(of + "window", breaches, window);
        Check.notNull(of + "failureClass", failureClass);
        Check.notNull(of + "severity", severity);
        workloads = workloads == null ? "" : workloads;
        checkBurnRate(of, method, objective, minEvents);
        checkForecast(of, method, historySeconds, horizonSeconds);
    }

    /** Of every workload, by a method that needs neither an objective nor a horizon. */
    public DetectorSpec(
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
        this(
                id,
                enabled,
                signal,
                level,
                method,
                direction,
                threshold,
                minDelta,
                minWeight,
                breaches,
                window,
                failureClass,
                severity,
                "",
                0,
                0,
                0,
                0);
    }

    private static void checkBurnRate(String of, Method method, double objective, double minEvents) {
        if (method == Method.BURN_RATE) {
            Check.between(of + "objective", 0, 1, objective);
            Check.finite(of + "minEvents", minEvents);
            Check.atLeast(of + "minEvents", 1, minEvents);
        } else {
            Check.neutral(of + "objective", objective, method, Method.BURN_RATE);
            Check.neutral(of + "minEvents", minEvents, method, Method.BURN_RATE);
        }
    }

    private static void checkForecast(String of, Method method, long historySeconds, long horizonSeconds) {
        if (method == Method.FORECAST) {
            if (historySeconds != 0) {
                Check.atLeast(of + "historySeconds", MIN_HISTORY_SECONDS, historySeconds);
                Check.atMost(of + "historySeconds", MAX_HISTORY_SECONDS, historySeconds);
            }
            Check.atLeast(of + "horizonSeconds", 1, horizonSeconds);
        } else {
            Check.neutral(of + "historySeconds", historySeconds, method, Method.FORECAST);
            Check.neutral(of + "horizonSeconds", horizonSeconds, method, Method.FORECAST);
        }
    }
}
