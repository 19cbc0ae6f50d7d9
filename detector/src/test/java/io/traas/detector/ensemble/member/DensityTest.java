package io.traas.detector.ensemble.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DensityTest {

    @Property
    void theGapIsTheDistanceToTheNearestWhileAllAreKept(
            @ForAll @IntRange(min = 0, max = 10_000) int seed, @ForAll @IntRange(min = 10, max = 256) int length) {
        Random random = new Random(seed);
        Density density = new Density(1);
        double[] values = new double[length];
        for (int each = 0; each < length; each++) {
            values[each] = random.nextInt(1_000);
            density.learn(values[each]);
        }
        double asked = random.nextInt(2_000) - 500;
        double smallest = Arrays.stream(values).min().orElseThrow();
        double largest = Arrays.stream(values).max().orElseThrow();
        double nearest =
                Arrays.stream(values).map(each -> Math.abs(each - asked)).min().orElseThrow();
        double expected = nearest / (largest - smallest) * (asked < smallest || asked > largest ? 2 : 1);

        assertThat(density.gap(asked)).isCloseTo(expected, within(1e-6));
        assertThat(density.range()).isEqualTo(largest - smallest);
    }

    @Test
    void oldValuesAreForgottenAndRecentOnesMostlyKnown() {
        Density density = new Density(1);
        Random random = new Random(1);
        for (int each = 0; each < 30_000; each++) {
            density.learn(random.nextDouble());
        }
        assertThat(density.gap(100.5)).isGreaterThan(50);
        for (int each = 0; each < 60_000; each++) {
            density.learn(100 + random.nextDouble());
        }
        assertThat(density.gap(100.5)).isLessThan(0.1);
        assertThat(density.gap(0.5)).isGreaterThan(50);
    }

    @Test
    void aSmallWiggleOnALargeValueIsSeen() {
        Density density = new Density(1);
        for (int each = 0; each < 1_000; each++) {
            density.learn(1e12 + each % 10);
        }

        assertThat(density.gap(1e12 + 5)).isZero();
        // The range is held to be at least a ten-thousandth of the value: half of that is a large gap.
        assertThat(density.gap(1e12 + 5e7)).isGreaterThan(0.5);
    }

    @Test
    void independentSamplesTogetherKnowMoreThanOne() {
        Random random = new Random(3);
        Novelty one = new Novelty(1, 1);
        Novelty two = new Novelty(2, 1);
        double apart = 0;
        for (int each = 0; each < 20_000; each++) {
            double value = random.nextGaussian();
            if (each > 5_000) {
                apart += one.of(value) - two.of(value);
            }
            one.learn(value);
            two.learn(value);
        }

        assertThat(apart).isPositive();
        assertThat(two.of(50)).isGreaterThan(300);
    }

    @Property
    void sortedFloatsSurviveWriting(@ForAll @Size(max = 256) float[] floats) {
        float[] sorted = floats.clone();
        for (int each = 0; each < sorted.length; each++) {
            sorted[each] = Float.isFinite(sorted[each]) ? sorted[each] : 0;
        }
        Arrays.sort(sorted);
        ByteBuffer bytes = ByteBuffer.allocate(5 * 256);
        SortedFloats.write(bytes, sorted, sorted.length);
        float[] read = new float[sorted.length];
        SortedFloats.read(bytes.flip(), read, read.length);

        assertThat(read).isEqualTo(sorted);
        assertThat(bytes.hasRemaining()).isFalse();
    }
}
