package io.traas.detector.localise;

import java.util.Arrays;

/**
 * Where a series usually lies, robustly: its median, and for each side the larger of what its quartiles and its tail
 * would be worth in standard deviations were it normal. Quartiles alone (as in BARO's RobustScorer, Pham et al., FSE
 * 2024) call every cold start of a heavy-tailed series a sensation; the tail alone says little of a short series. Up to a tenth of the values may be incidents that nobody took out.
 *
 * @param median of the usual values
 * @param up one standard deviation upwards, greater than 0
 * @param down one standard deviation downwards, greater than 0
 */
public record UsualRange(double median, double up, double down) {

    private static final int MIN_VALUES = 4;
    private static final double TAIL = 0.9;
    private static final double TAIL_SIGMAS = 1.2816;
    private static final double QUARTILES_SIGMAS = 1.349;

    /** Of a series too short to know its spread, or with none. */
    public static final UsualRange UNKNOWN = new UsualRange(Double.NaN, 1, 1);

    /**
     * @param values in any order; NaN is skipped
     * @param relativeFloor least standard deviation, as a share of the median: a flat series is not exact
     * @param floor least standard deviation, in the unit of the values, greater than 0
     */
    public static UsualRange of(double[] values, double relativeFloor, double floor) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        if (sorted.length < MIN_VALUES) {
            return UNKNOWN;
        }
        double median = quantile(sorted, 0.5);
        double quartiles = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / QUARTILES_SIGMAS;
        double least = Math.max(Math.max(relativeFloor * Math.abs(median), floor), quartiles);
        return new UsualRange(
                median,
                Math.max(least, (quantile(sorted, TAIL) - median) / TAIL_SIGMAS),
                Math.max(least, (median - quantile(sorted, 1 - TAIL)) / TAIL_SIGMAS));
    }

    public boolean isKnown() {
        return !Double.isNaN(median);
    }

    /** How many standard deviations the value lies above (or, negative, below) the median; NaN if either is unknown. */
    public double sigmas(double value) {
        double distance = value - median;
        return distance >= 0 ? distance / up : distance / down;
    }

    /** Linear interpolation between order statistics. */
    static double quantile(double[] sorted, double share) {
        double at = share * (sorted.length - 1);
        int low = (int) at;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
    }
}
