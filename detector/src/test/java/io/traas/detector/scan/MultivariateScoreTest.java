package io.traas.detector.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.traas.detector.ensemble.Ensemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MultivariateScoreTest {

    private static final int METRICS = 8;
    private static final int ROWS = 400;

    /** Noise around 10, 20, 30 ...; the last row has so much more in these metrics. */
    private static double[][] rows(long seed, double more, int... metrics) {
        Random random = new Random(seed);
        double[][] rows = new double[ROWS][METRICS];
        for (double[] row : rows) {
            for (int metric = 0; metric < METRICS; metric++) {
                row[metric] = 10 * (metric + 1) + random.nextGaussian();
            }
        }
        for (int metric : metrics) {
            rows[ROWS - 1][metric] += more;
        }
        return rows;
    }

    private static List<MultivariateScore> observe(double[][] rows) {
        List<Ensemble> detectors =
                Stream.generate(Ensemble::shipped).limit(METRICS).toList();
        List<MultivariateScore> judged = new ArrayList<>();
        for (int row = 0; row < rows.length; row++) {
            List<Double> deviations = new ArrayList<>();
            for (int metric = 0; metric < METRICS; metric++) {
                detectors.get(metric).observe(row * 60_000L, rows[row][metric]);
                deviations.add(detectors.get(metric).deviation());
            }
            judged.add(MultivariateScore.of(deviations));
        }
        return judged;
    }

    private static MultivariateScore last(double[][] rows) {
        return observe(rows).get(rows.length - 1);
    }

    @Property(tries = 50)
    void whatMovesIsBlamedFirst(@ForAll long seed, @ForAll @IntRange(min = 0, max = METRICS - 1) int metric) {
        assertThat(last(rows(seed, 20, metric)).ranking().get(0)).isEqualTo(metric);
        assertThat(last(rows(seed, -20, metric)).ranking().get(0)).isEqualTo(metric);
    }

    @Property(tries = 50)
    void troubleOfHalfTheMetricsIsWorthANotificationAndNoiseIsNot(@ForAll long seed) {
        List<MultivariateScore> rows = observe(rows(seed, 60, 0, 2, 4, 5, 7));

        assertThat(rows.get(ROWS - 1).score()).isGreaterThan(MultivariateScore.THRESHOLD);
        assertThat(rows.subList(0, ROWS - 1)).allMatch(row -> row.score() < MultivariateScore.THRESHOLD / 2);
    }

    @Property(tries = 20)
    void unitsDoNotMatter(@ForAll long seed) {
        double[][] rows = rows(seed, 20, 3);
        double[][] others = Arrays.stream(rows)
                .map(row -> Arrays.stream(row).map(each -> 1024 * each).toArray())
                .toArray(double[][]::new);

        assertThat(last(others).score()).isCloseTo(last(rows).score(), within(1e-6));
    }

    @Test
    void missingValuesAreSkippedAndTheirMetricGoesOnLater() {
        double[][] rows = rows(1, 20, 3);
        for (int i = 200; i < 250; i++) {
            rows[i][3] = i % 2 == 0 ? Double.NaN : Double.POSITIVE_INFINITY;
        }
        List<MultivariateScore> judged = observe(rows);

        assertThat(judged.get(220).deviations().get(3)).isNaN();
        assertThat(judged.get(220).ranking()).hasSize(METRICS).endsWith(3);
        assertThat(judged.get(220).score()).isFinite();
        assertThat(judged.get(ROWS - 1).ranking().get(0)).isEqualTo(3);
    }

    @Test
    void theFirstRowsAndFlatMetricsSayNothing() {
        double[][] flat = new double[50][METRICS];

        assertThat(observe(flat)).allMatch(row -> row.score() == 0);
        assertThat(observe(rows(2, 0)).subList(0, 20)).allMatch(row -> row.score() == 0);
        assertThat(MultivariateScore.of(List.of()).score()).isZero();
    }
}
