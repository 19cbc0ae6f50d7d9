package io.traas.detector.localise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class UsualRangeTest {

    private static double[] normal(long seed, int size) {
        Random random = new Random(seed);
        return random.doubles(size, 0, 1)
                .map(unused -> 10 + 2 * random.nextGaussian())
                .toArray();
    }

    @Test
    void ofNormalValuesItIsMeanAndStandardDeviation() {
        UsualRange range = UsualRange.of(normal(1, 20_000), 0.02, 1e-6);

        assertThat(range.median()).isCloseTo(10, within(0.1));
        assertThat(range.up()).isCloseTo(2, within(0.1));
        assertThat(range.down()).isCloseTo(2, within(0.1));
        assertThat(range.sigmas(16)).isCloseTo(3, within(0.2));
        assertThat(range.sigmas(4)).isCloseTo(-3, within(0.2));
    }

    @Property(tries = 50)
    void upToATenthOfIncidentsHardlyWidensIt(@ForAll long seed, @ForAll @DoubleRange(min = 20, max = 1e6) double bad) {
        double[] values = normal(seed, 500);
        double clean = UsualRange.of(values, 0.02, 1e-6).up();
        Arrays.fill(values, 0, 45, bad);

        assertThat(UsualRange.of(values, 0.02, 1e-6).up()).isLessThan(3 * clean);
    }

    @Property(tries = 50)
    void itFollowsUnitAndOffset(
            @ForAll long seed,
            @ForAll @DoubleRange(min = 0.5, max = 1e3) double factor,
            @ForAll @DoubleRange(min = 0, max = 1e3) double offset) {
        double[] values = normal(seed, 60);
        UsualRange range = UsualRange.of(values, 0, 1e-9);
        UsualRange moved = UsualRange.of(
                Arrays.stream(values).map(each -> each * factor + offset).toArray(), 0, 1e-9);

        assertThat(moved.sigmas(25 * factor + offset)).isCloseTo(range.sigmas(25), within(1e-6));
    }

    @Test
    void aHeavyUpperTailWidensOnlyThatSide() {
        double[] values = normal(3, 400);
        for (int i = 0; i < 80; i++) {
            values[i * 5] = 30;
        }
        UsualRange range = UsualRange.of(values, 0.02, 1e-6);

        assertThat(range.up()).isGreaterThan(12);
        assertThat(range.down()).isLessThan(5);
    }

    @Test
    void aFlatSeriesIsNotExact() {
        double[] flat = new double[50];
        Arrays.fill(flat, 5);

        assertThat(UsualRange.of(flat, 0.02, 1e-6).up()).isEqualTo(0.1);
        assertThat(UsualRange.of(new double[50], 0.02, 1e-6).up()).isEqualTo(1e-6);
    }

    @Test
    void tooFewValuesSayNothing() {
        double[] mostlyMissing = {1, Double.NaN, 2, Double.POSITIVE_INFINITY, 3, Double.NaN};

        assertThat(UsualRange.of(mostlyMissing, 0.02, 1e-6).isKnown()).isFalse();
        assertThat(UsualRange.of(mostlyMissing, 0.02, 1e-6).sigmas(9)).isNaN();
    }
}
