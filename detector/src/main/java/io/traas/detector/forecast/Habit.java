package io.traas.detector.forecast;

/**
 * How high the series is let grow before somebody or something cleans up. A forecast means little below that: logs are
 * rotated and heaps collected every time. A clean-up after a warning is a cure; only the second at the same height makes
 * it a habit.
 *
 * @param lastPeak highest value before the last clean-up, negative infinity before the first
 * @param ceiling growth up to here is usual, negative infinity when none is
 * @param warned whether a breach was forecast since the last clean-up
 */
public record Habit(double lastPeak, double ceiling, boolean warned) {

    static final Habit NONE = new Habit(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY, false);

    /** Of the height of the last fall: no two teeth of a saw are of one height. */
    private static final double MARGIN = 0.1;

    Habit cleanedUp(double peak, double down) {
        double usual = (warned ? Math.min(peak, lastPeak) : peak) + MARGIN * (peak - down);
        // What is let grow less now is believed by halves: small clean-ups happen between large ones.
        double next = usual >= ceiling || ceiling == Double.NEGATIVE_INFINITY
                ? usual
                : usual == Double.NEGATIVE_INFINITY ? ceiling : (usual + ceiling) / 2;
        return new Habit(peak, next, false);
    }

    Habit warning() {
        return warned ? this : new Habit(lastPeak, ceiling, true);
    }
}
