package io.traas.detector.localise;

import io.traas.detector.ensemble.member.Forecast;
import io.traas.detector.ensemble.member.Novelty;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How odd a target is, all its metrics taken together, and which of them are to blame: each metric's error of its own
 * forecast in its own scales, and of these the mean of the worst few. One metric alone is a matter for its own detector;
 * few enough are averaged that trouble of a part is not drowned by what is well. Rows come in order of time; constant
 * cost a row. Not thread-safe.
 */
public final class MultivariateScore {

    /** A score of at least this is worth a notification: so many scales, on average of the worst metrics. */
    public static final double THRESHOLD = 20;

    private static final int WORST = 5;
    private static final int SPEAKS_AFTER = 20;
    /** Beyond, a deviation says no more; one flat metric that moves would otherwise speak for all. */
    private static final double MOST_SCALES = 50;
    /** Floor of a scale as a share of the metric's range: smaller errors matter to nobody. */
    private static final double SMALLEST_SHARE_OF_RANGE = 0.02;

    private final Forecast[] forecasts;
    private final Novelty[] ranges;
    private long lastMillis;
    private int seen;

    /**
     * What was said of one row.
     *
     * @param score in scales, at least 0
     * @param deviations of every metric in the order given, in scales, signed; 0 where a value is missing
     */
    public record Row(double score, List<Double> deviations) {

        public Row {
            deviations = List.copyOf(deviations);
        }

        /** Indices of the metrics, the one that deviates most first; of equals, the first given. */
        public List<Integer> ranking() {
            return IntStream.range(0, deviations.size())
                    .boxed()
                    .sorted(Comparator.comparingDouble(metric -> -Math.abs(deviations.get(metric))))
                    .toList();
        }
    }

    /** @param metrics how many there are, at least 1 */
    public MultivariateScore(int metrics) {
        if (metrics < 1) {
            throw new IllegalArgumentException("multivariateScore.metrics is " + metrics + ", must be at least 1");
        }
        forecasts = new Forecast[metrics];
        ranges = new Novelty[metrics];
        for (int i = 0; i < metrics; i++) {
            forecasts[i] = new Forecast();
            ranges[i] = new Novelty(1, i);
        }
    }

    /**
     * Judges a row and learns from it.
     *
     * @param atMillis event time
     * @param values one for each metric; NaN and infinities count as missing
     */
    public Row observe(long atMillis, double[] values) {
        if (values.length != forecasts.length) {
            throw new IllegalArgumentException("row has " + values.length + " values, must have " + forecasts.length);
        }
        double since = seen == 0 ? 0 : Math.max(0, atMillis - lastMillis);
        double[] deviations = new double[values.length];
        for (int metric = 0; metric < values.length; metric++) {
            if (Double.isFinite(values[metric])) {
                deviations[metric] = deviation(metric, atMillis, values[metric]);
                forecasts[metric].learn(atMillis, values[metric], since);
                ranges[metric].learn(values[metric]);
            }
        }
        lastMillis = atMillis;
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        return new Row(score(deviations), Arrays.stream(deviations).boxed().toList());
    }

    private double deviation(int metric, long atMillis, double value) {
        double error = value - forecasts[metric].predict(atMillis);
        double scale = Math.max(forecasts[metric].scale(), SMALLEST_SHARE_OF_RANGE * ranges[metric].range());
        return seen < SPEAKS_AFTER ? 0 : Math.max(-MOST_SCALES, Math.min(MOST_SCALES, error / scale));
    }

    private static double score(double[] deviations) {
        double[] sizes = Arrays.stream(deviations).map(Math::abs).sorted().toArray();
        return Arrays.stream(sizes, Math.max(0, sizes.length - WORST), sizes.length)
                .average()
                .orElse(0);
    }
}
