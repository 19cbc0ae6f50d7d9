package io.traas.detector.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.traas.detector.forecast.Forecast.State;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final double HOUR = 3_600;

    /** A disk in percent: six hours of history, a day of warning. */
    private static final Capacity DISK = new Capacity(90, false, 6 * HOUR, 24 * HOUR);

    @Property(tries = 20)
    void steadyGrowthIsForecastWithinItsBoundsAndToldInTime(
            @ForAll @LongRange(min = 1, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 0.3, max = 5) double anHour,
            @ForAll @DoubleRange(min = 0, max = 0.15) double noiseInHoursOfGrowth) {
        Random random = new Random(seed);
        Growing disk = new Growing(DISK, 60);
        double full = 60 / anHour * HOUR;
        disk.play(
                full * 0.97,
                second -> 30 + anHour * second / HOUR + noiseInHoursOfGrowth * anHour * random.nextGaussian());

        assertThat(full - disk.firstBreach())
                .as("warning time")
                .isBetween(0.85 * Math.min(24 * HOUR, full - 2 * HOUR), 42 * HOUR);
        double left = full - disk.second();
        Forecast forecast = disk.forecast();
        assertThat(forecast.earliest()).isLessThan(left + 0.6 * HOUR);
        assertThat(forecast.latest()).isGreaterThan(left - 0.6 * HOUR);
        assertThat(forecast.likely()).isCloseTo(left, within(0.2 * left + 0.6 * HOUR));
        assertThat(forecast.slope() * HOUR).isCloseTo(anHour, within(0.1 * anHour));
    }

    @Property(tries = 20)
    void growthThatTakesLongIsNotForecast(
            @ForAll @LongRange(min = 1, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 0.01, max = 0.2) double anHour) {
        Random random = new Random(seed);
        Growing disk = new Growing(DISK, 60);
        disk.play(48 * HOUR, second -> 30 + anHour * second / HOUR + 0.1 * anHour * random.nextGaussian());

        assertThat(disk.breaches()).isZero();
    }

    @Property(tries = 20)
    void noiseIsNoGrowth(
            @ForAll @LongRange(min = 1, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 0, max = 5) double spread,
            @ForAll @IntRange(min = 0, max = 3) int kind) {
        Random random = new Random(seed);
        double[] lasting = {0};
        Growing disk = new Growing(DISK, 60).play(48 * HOUR, second -> 60 + spread * noise(random, kind, lasting));

        assertThat(disk.breaches()).isZero();
    }

    /** White, heavy-tailed, lasting, and one spike now and then. */
    private static double noise(Random random, int kind, double[] lasting) {
        double gaussian = random.nextGaussian();
        lasting[0] = 0.95 * lasting[0] + Math.sqrt(1 - 0.95 * 0.95) * gaussian;
        return switch (kind) {
            case 0 -> gaussian;
            case 1 -> Math.max(-6, Math.min(6, Math.tan(Math.PI * (random.nextDouble() - 0.5)) / 4));
            case 2 -> lasting[0];
            default -> random.nextInt(500) == 0 ? 8 : 0;
        };
    }

    @Property(tries = 20)
    void whatStandsStillOrShrinksNeverWarns(
            @ForAll @DoubleRange(min = -1e9, max = 89) double level,
            @ForAll @DoubleRange(min = -50, max = 0) double anHour) {
        Growing disk = new Growing(DISK, 60).play(24 * HOUR, second -> level + anHour * second / HOUR);

        assertThat(disk.breaches()).isZero();
        assertThat(disk.forecast().state()).isEqualTo(State.CLEAR);
    }

    /** A heap: teeth far shorter than the history. */
    @Property(tries = 20)
    void aSawOfShortTeethIsNoGrowth(
            @ForAll @LongRange(min = 1, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 20, max = 3_000) double toothSeconds) {
        Random random = new Random(seed);
        Growing heap = new Growing(new Capacity(90, false, 6 * HOUR, 6 * HOUR), 15);
        double[] phase = {0};
        heap.play(36 * HOUR, second -> {
            phase[0] += 15 / toothSeconds * (0.8 + 0.4 * random.nextDouble());
            return 30 + 50 * (phase[0] - Math.floor(phase[0]));
        });

        assertThat(heap.breaches()).isZero();
    }

    /** Logs that are rotated: teeth longer than the history. How far they are let grow is learned from the first ones. */
    @Property(tries = 20)
    void aSawOfLongTeethIsNoGrowthOnceItIsKnown(
            @ForAll @LongRange(min = 1, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 4, max = 48) double toothHours,
            @ForAll @DoubleRange(min = 50, max = 80) double top) {
        Random random = new Random(seed);
        Growing disk = new Growing(DISK, 60);
        for (int tooth = 0; tooth < 8; tooth++) {
            double from = disk.second();
            double height = (top - 20) * (0.97 + 0.06 * random.nextDouble());
            DoubleUnaryOperator value =
                    second -> 20 + height * (second - from) / (toothHours * HOUR) + 0.05 * random.nextGaussian();
            // The second clean-up is known for what it is when two more points have come in.
            disk.play(0.3 * HOUR, value);
            if (tooth == 2) {
                disk.forgetBreaches();
            }
            disk.play((toothHours - 0.3) * HOUR, value);
        }

        assertThat(disk.breaches()).isZero();
    }

    @Test
    void aSawWhoseTeethDoNotReachTheLimitWithinTheHorizonNeverWarns() {
        Capacity soon = new Capacity(90, false, 6 * HOUR, 2 * HOUR);
        Growing disk = new Growing(soon, 60).play(240 * HOUR, second -> 20 + 50 * (second / (24 * HOUR) % 1));

        assertThat(disk.breaches()).isZero();
    }

    @Test
    void growthBeyondWhatIsUsuallyCleanedUpWarnsAgain() {
        Growing disk = new Growing(DISK, 60);
        disk.play(96 * HOUR, second -> 20 + 40 * (second / (24 * HOUR) % 1)).forgetBreaches();

        disk.play(40 * HOUR, second -> 20 + 40 * (second - 96 * HOUR) / (24 * HOUR));

        assertThat(disk.firstBreach()).isNotNaN();
        double then = 20 + 40 * (disk.firstBreach() - 96 * HOUR) / (24 * HOUR);
        assertThat(then).isBetween(60.0, 67.0);
    }

    @Test
    void aCleanUpAfterAWarningIsACureAndTheNextGrowthWarnsAsEarly() {
        Growing disk = new Growing(DISK, 60).play(30 * HOUR, second -> 30 + 1.5 * second / HOUR);
        assertThat(disk.breaches()).isPositive();
        disk.play(0.5 * HOUR, second -> 20);
        assertThat(disk.forecast().state()).isEqualTo(State.CLEAR);
        disk.forgetBreaches();

        double from = disk.second();
        disk.play(40 * HOUR, second -> 20 + 1.5 * (second - from) / HOUR);

        double left = (90 - 20) / 1.5 * HOUR - (disk.firstBreach() - from);
        assertThat(left).isBetween(22 * HOUR, 28 * HOUR);
    }

    @Test
    void theWarningEndsAtOnceWhenSpaceIsFreed() {
        Growing disk = new Growing(DISK, 60).play(30 * HOUR, second -> 30 + 1.5 * second / HOUR);
        assertThat(disk.forecast().state()).isEqualTo(State.BREACH);

        disk.skip(60).sample(25);

        assertThat(disk.forecast().state()).isEqualTo(State.CLEAR);
    }

    @Test
    void theWarningEndsWhenGrowthDoes() {
        Growing disk = new Growing(DISK, 60).play(30 * HOUR, second -> 30 + 1.5 * second / HOUR);
        disk.play(1.5 * HOUR, second -> 75);

        assertThat(disk.forecast().state()).isEqualTo(State.CLEAR);
    }

    @Test
    void aStepIsNoGrowth() {
        Random random = new Random(3);
        Growing disk = new Growing(DISK, 60)
                .play(12 * HOUR, second -> 40 + 0.2 * random.nextGaussian())
                .play(24 * HOUR, second -> 60 + 0.2 * random.nextGaussian());

        assertThat(disk.breaches()).isZero();
    }

    @Test
    void whatIsAtItsLimitIsABreachHoweverItGotThere() {
        Growing disk = new Growing(DISK, 60).play(HOUR, second -> 95);

        assertThat(disk.forecast().state()).isEqualTo(State.BREACH);
        assertThat(disk.forecast().likely()).isZero();
    }

    @Test
    void freeSpaceFallsToItsLimit() {
        Capacity free = new Capacity(5, true, 6 * HOUR, 24 * HOUR);
        Growing disk = new Growing(free, 60).play(30 * HOUR, second -> 80 - 2 * second / HOUR);

        assertThat(disk.firstBreach() / HOUR).isCloseTo(13.5, within(0.5));
        assertThat(disk.forecast().likely() / HOUR).isCloseTo(7.5, within(0.2));
        assertThat(disk.forecast().slope() * HOUR).isCloseTo(-2, within(1e-6));
    }

    @Test
    void secondsUntilACertificateExpiresFallByOneASecond() {
        double month = 30 * 24 * HOUR;
        Capacity expiry = new Capacity(0, true, HOUR, 14 * 24 * HOUR);
        Growing certificate = new Growing(expiry, 60).play(17 * 24 * HOUR, second -> month - second);

        assertThat(certificate.firstBreach()).isCloseTo(16 * 24 * HOUR, within(HOUR));
        assertThat(certificate.forecast().likely()).isCloseTo(13 * 24 * HOUR, within(HOUR));
        assertThat(certificate.skip(60).sample(3 * month).forecast().state()).isEqualTo(State.CLEAR);
    }

    @Test
    void anInstantOfExpiryNeedsNoHistory() {
        double now = 1_700_000_000;
        assertThat(Forecast.ofInstant(now + 100, now, 3_600).state()).isEqualTo(State.BREACH);
        assertThat(Forecast.ofInstant(now - 100, now, 3_600).likely()).isZero();
        assertThat(Forecast.ofInstant(now + 4_000, now, 3_600).state()).isEqualTo(State.NEAR);
        assertThat(Forecast.ofInstant(now + 1e6, now, 3_600).state()).isEqualTo(State.CLEAR);
        assertThat(Forecast.ofInstant(Double.NaN, now, 3_600).state()).isEqualTo(State.UNKNOWN);
    }

    @Test
    void aCapacityThatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Capacity(Double.NaN, false, 1, 1)).hasMessageContaining("capacity.limit is NaN");
        assertThatThrownBy(() -> new Capacity(1, false, 0, 1)).hasMessageContaining("historySeconds is 0");
        assertThatThrownBy(() -> new Capacity(1, false, 1, -3)).hasMessageContaining("horizonSeconds is -3");
    }
}
