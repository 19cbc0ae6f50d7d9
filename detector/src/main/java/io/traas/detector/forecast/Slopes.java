package io.traas.detector.forecast;

import java.util.Arrays;

/**
 * The slopes of all pairs of points, after Theil (1950) and Sen (1968): their median is the slope of the series and
 * bears a quarter of wild points. The tenth and ninetieth percentiles are wider than a confidence interval of the median
 * would be; unlike that one they also hold for noise that lasts, such as a random walk.
 *
 * @param low tenth percentile: when positive, nine of ten pairs rise
 * @param median NaN, like the others, when there are not two points
 * @param high ninetieth percentile
 */
public record Slopes(double low, double median, double high) {

    static final Slopes NONE = new Slopes(Double.NaN, Double.NaN, Double.NaN);

    private static final double LOW = 0.1;

    /** Per step from one value to the next, of {@code values[from..]}; values that are NaN are missing. */
    static Slopes of(double[] values, int from) {
        int length = values.length - from;
        double[] slopes = new double[length * (length - 1) / 2];
        int pairs = 0;
        for (int i = from; i < values.length; i++) {
            for (int j = i + 1; j < values.length; j++) {
                double slope = (values[j] - values[i]) / (j - i);
                if (Double.isFinite(slope)) {
                    slopes[pairs++] = slope;
                }
            }
        }
        if (pairs == 0) {
            return NONE;
        }
        Arrays.sort(slopes, 0, pairs);
        return new Slopes(at(slopes, pairs, LOW), at(slopes, pairs, 0.5), at(slopes, pairs, 1 - LOW));
    }

    private static double at(double[] sorted, int size, double quantile) {
        return sorted[(int) Math.round(quantile * (size - 1))];
    }
}
