package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TailTest {

    @Test
    void aYoungSeriesIsJudgedByTheSharedTail() {
        Tail young = new Tail(2);

        assertThat(rarity(young, 0)).isZero();
        assertThat(rarity(young, 2)).isCloseTo(Math.log10(2), within(1e-9));
        assertThat(rarity(young, 20)).isCloseTo(3.5, within(0.01));
    }

    @Property(tries = 50)
    void anOldSeriesIsJudgedByItself(
            @ForAll @IntRange(min = 0, max = 1_000) int seed,
            @ForAll @DoubleRange(min = 0.5, max = 1_000) double unit) {
        Tail tail = learned(seed, unit, 40_000);

        // Exponential sizes: one in a hundred is beyond 4.6 units. The shared tail counts for 3,000 of 8,000.
        assertThat(rarity(tail, 4.6 * unit)).isBetween(0.4, 2.3);
        assertThat(rarity(tail, 0.01 * unit)).isLessThan(0.3);
    }

    @Property
    void largerIsNeverLessRare(
            @ForAll @IntRange(min = 0, max = 1_000) int seed,
            @ForAll @DoubleRange(min = 0, max = 1e6) double size,
            @ForAll @DoubleRange(min = 1, max = 10) double times) {
        Tail tail = learned(seed, 3, 500);

        assertThat(rarity(tail, times * size)).isGreaterThanOrEqualTo(rarity(tail, size) - 1e-6);
        assertThat(rarity(tail, size)).isBetween(0.0, 8.0);
    }

    @Test
    void whatHappensOftenIsNoLongerRare() {
        Tail tail = learned(1, 1, 5_000);
        double before = rarity(tail, 500);
        for (int again = 0; again < 200; again++) {
            tail.learn(500);
        }

        assertThat(before).isGreaterThan(6);
        assertThat(rarity(tail, 500)).isLessThan(3);
    }

    @Test
    void whatWasOnceUsualIsForgotten() {
        Tail tail = learned(1, 1_000, 5_000);
        double before = rarity(tail, 5_000);
        for (int later = 0; later < 200_000; later++) {
            tail.learn(0.5);
        }

        assertThat(rarity(tail, 5_000)).isGreaterThan(before + 2);
    }

    @Property(tries = 50)
    void survivesWriting(@ForAll @IntRange(min = 0, max = 200_000) int length) {
        Tail tail = learned(7, 2, length);
        ByteBuffer bytes = ByteBuffer.allocate(512);
        tail.write(bytes);
        Tail read = new Tail(2);
        read.read(bytes.flip());

        assertThat(bytes.hasRemaining()).isFalse();
        for (double size = 1e-3; size < 1e6; size *= 1.7) {
            assertThat(rarity(read, size)).isEqualTo(rarity(tail, size));
        }
    }

    /** What the tail would say of it, without its learning from it. */
    private static double rarity(Tail tail, double size) {
        ByteBuffer bytes = ByteBuffer.allocate(512);
        tail.write(bytes);
        Tail copy = new Tail(2);
        copy.read(bytes.flip());
        return copy.learn(size);
    }

    private static Tail learned(int seed, double unit, int length) {
        Random random = new Random(seed);
        Tail tail = new Tail(2);
        for (int each = 0; each < length; each++) {
            tail.learn(-unit * Math.log(1 - random.nextDouble()));
        }
        return tail;
    }
}
