package io.traas.detector.detect;

import java.util.Arrays;

/**
 * The usual level of a series and how far it usually strays, both robust: median and median absolute deviation of the
 * first {@link #WARM_AFTER} values, then moving averages of values clipped at {@link #CLIP} scales, so that no single
 * value pulls far. Constant cost and size; immutable.
 *
 * @param seen how many values were learned
 * @param warmUp the values learned so far while not yet warm, then empty
 * @param level in the unit of the series
 * @param spread in the unit of the series, about one standard deviation; see {@link #scale()}
 */
public record Baseline(long seen, double[] warmUp, double level, double spread) {

    /** Values until a baseline says anything: half a minute at one a second. */
    public static final int WARM_AFTER = 30;

    public static final Baseline EMPTY = new Baseline(0, new double[0], 0, 0);

    private static final double CLIP = 4;
    private static final double WEIGHT_OF_NEW = 0.02;
    private static final double MAD_TO_SIGMA = 1.4826;
    private static final double MEAN_DEVIATION_TO_SIGMA = 1.2533;
    private static final double RELATIVE_FLOOR = 1e-4;
    private static final double ABSOLUTE_FLOOR = 1e-9;

    public boolean isWarm() {
        return seen >= WARM_AFTER;
    }

    /** How far the series usually strays; never zero, so that a flat series does not make every hair a deviation. */
    public double scale() {
        return Math.max(spread, Math.max(RELATIVE_FLOOR * Math.abs(level), ABSOLUTE_FLOOR));
    }

    /** The baseline after one more value; one that is not a number teaches nothing. */
    public Baseline with(double value) {
        if (!Double.isFinite(value)) {
            return this;
        }
        if (!isWarm()) {
            return warming(value);
        }
        double limit = CLIP * scale();
        double surprise = Math.max(-limit, Math.min(limit, value - level));
        double deviation = MEAN_DEVIATION_TO_SIGMA * Math.abs(surprise);
        return new Baseline(
                seen + 1, warmUp, level + WEIGHT_OF_NEW * surprise, spread + WEIGHT_OF_NEW * (deviation - spread));
    }

    private Baseline warming(double value) {
        double[] values = Arrays.copyOf(warmUp, warmUp.length + 1);
        values[warmUp.length] = value;
        double median = median(values);
        if (values.length < WARM_AFTER) {
            return new Baseline(seen + 1, values, median, 0);
        }
        return new Baseline(seen + 1, new double[0], median, deviation(values, median));
    }

    /** About one standard deviation, robust: from the median absolute deviation. */
    static double deviation(double[] values, double median) {
        double[] deviations =
                Arrays.stream(values).map(each -> Math.abs(each - median)).toArray();
        return MAD_TO_SIGMA * median(deviations);
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
