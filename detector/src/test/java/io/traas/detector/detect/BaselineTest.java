package io.traas.detector.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BaselineTest {

    @Test
    void isWarmAfterThirtyValues() {
        Baseline baseline = learn(Baseline.EMPTY, 29, new Random(1), 10, 1);

        assertThat(baseline.isWarm()).isFalse();
        assertThat(baseline.with(10).isWarm()).isTrue();
    }

    @Property
    void findsLevelAndSpreadOfNoise(
            @ForAll @IntRange(min = 1, max = 10_000) int seed,
            @ForAll @DoubleRange(min = -1_000, max = 1_000) double level,
            @ForAll @DoubleRange(min = 0.5, max = 50) double spread) {
        Baseline baseline = learn(Baseline.EMPTY, 2_000, new Random(seed), level, spread);

        assertThat(baseline.level()).isCloseTo(level, within(0.6 * spread));
        assertThat(baseline.scale()).isBetween(0.6 * spread, 1.5 * spread);
    }

    @Property
    void aThirdOfOutliersWhileWarmingDoesNoHarm(@ForAll @DoubleRange(min = 1e3, max = 1e9) double outlier) {
        Baseline baseline = Baseline.EMPTY;
        for (int i = 0; i < Baseline.WARM_AFTER; i++) {
            baseline = baseline.with(i % 3 == 0 ? outlier : 10 + 0.1 * (i % 5));
        }

        assertThat(baseline.level()).isBetween(10.0, 11.0);
    }

    @Property
    void oneWildValueMovesTheLevelByLessThanATenthOfAScale(@ForAll @DoubleRange(min = -1e12, max = 1e12) double wild) {
        Baseline before = learn(Baseline.EMPTY, 200, new Random(3), 100, 5);
        Baseline after = before.with(wild);

        assertThat(Math.abs(after.level() - before.level())).isLessThanOrEqualTo(0.1 * before.scale());
    }

    @Property
    void whatIsNotANumberTeachesNothing(@ForAll @IntRange(min = 0, max = 60) int learned) {
        Baseline before = learn(Baseline.EMPTY, learned, new Random(5), 10, 1);

        assertThat(before.with(Double.NaN)).isSameAs(before);
        assertThat(before.with(Double.POSITIVE_INFINITY)).isSameAs(before);
    }

    @Property
    void scaleOfAFlatSeriesIsNeverZero(@ForAll @DoubleRange(min = -1e9, max = 1e9) double level) {
        Baseline baseline = learn(Baseline.EMPTY, 100, new Random(1), level, 0);

        assertThat(baseline.scale()).isGreaterThan(0).isGreaterThanOrEqualTo(0.99e-4 * Math.abs(level));
    }

    @Test
    void warmUpValuesAreForgottenOnceWarm() {
        assertThat(learn(Baseline.EMPTY, 500, new Random(1), 10, 1).warmUp()).isEmpty();
    }

    private static Baseline learn(Baseline from, int count, Random random, double level, double spread) {
        Baseline baseline = from;
        for (int i = 0; i < count; i++) {
            baseline = baseline.with(level + spread * random.nextGaussian());
        }
        return baseline;
    }
}
