package io.traas.detector.forecast;

/**
 * When the limit will be reached if things go on as they do.
 *
 * @param state what that means
 * @param earliest seconds until then at the ninetieth percentile of the slopes: one of ten pairs of points grew faster
 * @param likely at the median slope
 * @param latest at the tenth percentile; infinite when it does not surely grow
 * @param slope median, in the unit of the series a second, negative when it falls; NaN while the history is too short
 */
public record Forecast(State state, double earliest, double likely, double latest, double slope) {

    public enum State {
        /** The limit is reached, or will be sooner than the horizon. */
        BREACH,
        /** It would be a breach at a somewhat longer horizon: too near to call it over. */
        NEAR,
        CLEAR,
        /** Too little history. */
        UNKNOWN
    }

    private static final double OVER_AT = 1.25;

    /** @param value the newest sample, in the unit of the series */
    public static Forecast of(Trend trend, double value, Capacity capacity) {
        double distance = capacity.turned(capacity.limit()) - level(trend, capacity.turned(value));
        double second = 1_000.0 / capacity.bucketMillis();
        Slopes slopes = trend.slopes();
        double slope = capacity.turned(slopes.median() * second);
        if (distance <= 0) {
            return new Forecast(State.BREACH, 0, 0, 0, slope);
        }
        if (Double.isNaN(slope) || Double.isNaN(distance)) {
            return shortly(trend, capacity.turned(value));
        }
        double earliest = time(distance, slopes.high() * second);
        double recent = time(distance, trend.recent() * second);
        boolean grows = slopes.low() > 0 && trend.newest() > trend.habit().ceiling();
        double soonest = grows ? Math.max(earliest, recent) : Double.POSITIVE_INFINITY;
        return new Forecast(
                state(soonest, capacity.horizonSeconds()),
                earliest,
                time(distance, slopes.median() * second),
                time(distance, slopes.low() * second),
                slope);
    }

    /** Too little to tell, unless it is so because of a clean-up. */
    private static Forecast shortly(Trend trend, double turned) {
        boolean cleanedUp = turned < trend.habit().lastPeak();
        double never = Double.POSITIVE_INFINITY;
        return new Forecast(cleanedUp ? State.CLEAR : State.UNKNOWN, never, never, never, Double.NaN);
    }

    /** For a value that is itself the instant, in epoch seconds, at which it is over: certificates, leases. */
    public static Forecast ofInstant(double epochSecond, double nowEpochSecond, double horizonSeconds) {
        if (!Double.isFinite(epochSecond)) {
            double never = Double.POSITIVE_INFINITY;
            return new Forecast(State.UNKNOWN, never, never, never, Double.NaN);
        }
        double left = Math.max(0, epochSecond - nowEpochSecond);
        return new Forecast(state(left, horizonSeconds), left, left, left, 0);
    }

    /** Neither a spike of one sample brings the limit nearer nor does the past hold it near after a clean-up. */
    private static double level(Trend trend, double turned) {
        return Math.min(turned, trend.newest());
    }

    private static State state(double seconds, double horizonSeconds) {
        if (seconds < horizonSeconds) {
            return State.BREACH;
        }
        return seconds < OVER_AT * horizonSeconds ? State.NEAR : State.CLEAR;
    }

    private static double time(double distance, double slope) {
        return slope > 0 ? distance / slope : Double.POSITIVE_INFINITY;
    }
}
