package io.traas.detector.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.traas.detector.forecast.Forecast.State;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class TrendTest {

    private static final double HOUR = 3_600;
    private static final Capacity DISK = new Capacity(90, false, 6 * HOUR, 24 * HOUR);

    @Property
    void slopesLieBetweenTheSmallestAndTheLargestStepAndInOrder(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        Random random = new Random(seed);
        double[] values = random.doubles(2 + random.nextInt(58), -1e6, 1e6).toArray();
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 1; i < values.length; i++) {
            least = Math.min(least, values[i] - values[i - 1]);
            most = Math.max(most, values[i] - values[i - 1]);
        }
        Slopes slopes = Slopes.of(values, 0);

        assertThat(slopes.low()).isLessThanOrEqualTo(slopes.median());
        assertThat(slopes.median()).isLessThanOrEqualTo(slopes.high());
        assertThat(slopes.low()).isGreaterThanOrEqualTo(least - 1e-6);
        assertThat(slopes.high()).isLessThanOrEqualTo(most + 1e-6);
    }

    @Property
    void aQuarterOfWildPointsDoesNotTurnTheSlope(@ForAll @LongRange(min = 1, max = 100_000) long seed) {
        Random random = new Random(seed);
        double[] values = new double[60];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 4 == 1 ? 1e6 * random.nextGaussian() : 10 + 2 * i;
        }
        assertThat(Slopes.of(values, 0).median()).isCloseTo(2, within(0.5));
    }

    @Test
    void missingPointsAreMissing() {
        assertThat(Slopes.of(new double[] {1, Double.NaN, 5, Double.NaN, 9}, 0).median())
                .isEqualTo(2);
        assertThat(Slopes.of(new double[] {1, Double.NaN}, 0)).isEqualTo(Slopes.NONE);
    }

    @Test
    void aGlitchIsNoCleanUp() {
        Growing disk = new Growing(DISK, 60).play(6 * HOUR, second -> 30 + second / HOUR + 0.01 * Math.sin(second));
        int points = disk.trend().values().length;
        disk.play(60, second -> 0).play(HOUR, second -> 30 + second / HOUR);

        assertThat(disk.trend().values().length).isEqualTo(Math.min(Trend.POINTS, points + 10));
        assertThat(disk.trend().habit()).isEqualTo(Habit.NONE);
    }

    @Test
    void aCleanUpForgetsWhatGrewBeforeAndRemembersHowHighItWasLetGrow() {
        Growing disk = new Growing(DISK, 60).play(6 * HOUR, second -> 30 + second / HOUR);
        disk.play(0.4 * HOUR, second -> 10);

        assertThat(disk.trend().values().length).isLessThan(5);
        assertThat(disk.trend().slopes()).isEqualTo(Slopes.NONE);
        assertThat(disk.trend().habit().lastPeak()).isCloseTo(36, within(0.2));
        assertThat(disk.trend().habit().ceiling()).isCloseTo(36 + 2.6, within(0.2));
    }

    @Test
    void afterAWarningOnlyTheSecondCleanUpAtOneHeightIsAHabit() {
        Habit once = Habit.NONE.warning().cleanedUp(80, 20);
        assertThat(once.ceiling()).isEqualTo(Double.NEGATIVE_INFINITY);
        Habit twice = once.warning().cleanedUp(78, 20);
        assertThat(twice.ceiling()).isCloseTo(78 + 5.8, within(1e-9));
        Habit small = twice.cleanedUp(40, 30);
        assertThat(small.ceiling()).isCloseTo((41 + 83.8) / 2, within(1e-9));
    }

    @Test
    void aGapIsMissingPointsAndOneLongerThanTheHistoryStartsAnew() {
        Growing disk = new Growing(DISK, 60).play(6 * HOUR, second -> 30 + second / HOUR);
        Growing gap = disk.skip(2 * HOUR).play(HOUR, second -> 30 + second / HOUR);
        assertThat(gap.forecast().slope() * HOUR).isCloseTo(1, within(1e-6));

        gap.skip(7 * HOUR).sample(50);
        assertThat(gap.trend().values()).isEmpty();
        assertThat(gap.forecast().state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void whatIsLateOrNoNumberTeachesNothing() {
        Trend trend = new Growing(DISK, 60)
                .play(6 * HOUR, second -> 30 + second / HOUR)
                .trend();
        long now = trend.bucket() * DISK.bucketMillis();

        assertThat(trend.with(now, Double.NaN, DISK)).isSameAs(trend);
        assertThat(trend.with(now, Double.NEGATIVE_INFINITY, DISK)).isSameAs(trend);
        assertThat(trend.with(now - 3_600_000, 1e9, DISK)).isSameAs(trend);
    }

    @Test
    void anHourForwardIsAGapAndAClockFarBackStartsAnew() {
        Trend trend = new Growing(DISK, 60)
                .play(6 * HOUR, second -> 30 + second / HOUR)
                .trend();
        long now = trend.bucket() * DISK.bucketMillis();

        Trend ahead = trend.with(now + 3_600_000, 37, DISK);
        assertThat(ahead.values()).hasSize(Trend.POINTS);
        assertThat(ahead.slopes().median()).isCloseTo(trend.slopes().median(), within(1e-9));
        assertThat(trend.with(now - 30_000_000, 37, DISK).values()).isEmpty();
    }

    /** Whatever comes, it stays small, and it goes through Flink's state as it is. */
    @Property(tries = 20)
    void stateStaysSmall(@ForAll @LongRange(min = 1, max = 100_000) long seed) throws Exception {
        Random random = new Random(seed);
        Trend trend = Trend.NONE;
        long at = 1_700_000_000_000L;
        for (int i = 0; i < 2_000; i++) {
            at += random.nextInt(1_000_000) - 100_000;
            trend = trend.with(at, random.nextInt(20) == 0 ? Double.NaN : 1e6 * random.nextGaussian(), DISK);
            assertThat(trend.values().length).isLessThanOrEqualTo(Trend.POINTS);
        }
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeInformation.of(Trend.class)
                .createSerializer(new SerializerConfigImpl())
                .serialize(trend, out);
        assertThat(out.length()).isLessThan(700);
    }
}
