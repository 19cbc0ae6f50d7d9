package io.traas.detector.forecast;

/**
 * What must not be reached too soon.
 *
 * @param limit in the unit of the series
 * @param fromAbove whether the series falls to the limit, as free space does, instead of growing to it
 * @param historySeconds how far back growth is learned from
 * @param horizonSeconds reaching the limit sooner than this is a breach
 */
public record Capacity(double limit, boolean fromAbove, double historySeconds, double horizonSeconds) {

    public Capacity {
        if (!Double.isFinite(limit)) {
            throw new IllegalArgumentException("capacity.limit is " + limit + ", must be a number");
        }
        checkPositive("capacity.historySeconds", historySeconds);
        checkPositive("capacity.horizonSeconds", horizonSeconds);
    }

    private static void checkPositive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be more than 0");
        }
    }

    /** The value, turned so that more of it is nearer to the limit. */
    double turned(double value) {
        return fromAbove ? -value : value;
    }

    /** Milliseconds of history that one remembered point stands for. */
    long bucketMillis() {
        return Math.max(1, Math.round(historySeconds * 1_000 / Trend.POINTS));
    }
}
