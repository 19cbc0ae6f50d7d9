package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GateTest {

    private static final long HOUR = 3_600_000;
    private static final double BAR = 4;

    private final Gate gate = new Gate();
    private long now;

    @BeforeEach
    void warm() {
        for (int point = 0; point < Gate.WARM_AFTER; point++) {
            say(0);
        }
    }

    @Test
    void onlyLearnsAtFirst() {
        Gate cold = new Gate();

        assertThat(cold.pass(0, 0, 9, BAR)).isNegative();
    }

    @Test
    void onePointOverTheBarIsEnough() {
        assertThat(say(3.9)).isNegative();
        assertThat(say(4.1)).isPositive();
    }

    @Test
    void twoOfThreeMayBeALittleShortOfIt() {
        assertThat(say(3.6)).isNegative();
        assertThat(say(1)).isNegative();
        assertThat(say(3.7)).isPositive();
    }

    @Test
    void twoOfFourAreNotEnough() {
        say(3.6);
        say(1);
        say(1);

        assertThat(say(3.7)).isNegative();
    }

    @Test
    void whatWasSaidIsNotSaidAgainWithinHalfADay() {
        assertThat(say(5)).isPositive();
        for (int hour = 1; hour < 12; hour++) {
            say(0);
            say(0);
            now += HOUR;
            assertThat(say(5)).as("hour " + hour).isEqualTo(Double.NEGATIVE_INFINITY);
        }
        now += 2 * HOUR;
        assertThat(say(5)).isPositive();
    }

    @Test
    void whatGotWorseIsSaid() {
        say(5);

        assertThat(say(6)).isPositive();
    }

    @Test
    void aClockThatWentBackForGoodDoesNotSilence() {
        say(5);
        now -= 1_000 * HOUR;

        assertThat(say(5)).isPositive();
    }

    @Test
    void aSeriesThatSpeaksOftenHasToSayMoreUntilItWasQuietForLong() {
        double first = say(5);
        say(0);
        say(0);
        now += 24 * HOUR;
        double second = say(5);
        for (int day = 0; day < 200; day++) {
            now += 24 * HOUR;
            gate.pass(now, 24 * HOUR, 0, BAR);
        }

        assertThat(second).isLessThan(first - 0.05);
        assertThat(say(5)).isGreaterThan(second);
    }

    @Test
    void staysOpenBetweenTheBarAndWellBelowItAndClosesAfterSomeCalm() {
        assertThat(gate.isOpen()).isFalse();
        say(5);
        assertThat(gate.isOpen()).isTrue();
        for (int point = 0; point < 20; point++) {
            say(3.5);
        }
        assertThat(gate.isOpen()).isTrue();
        for (int point = 0; point < 8; point++) {
            say(0);
        }
        assertThat(gate.isOpen()).isFalse();
    }

    @Test
    void survivesWriting() {
        say(5);
        say(3.6);
        ByteBuffer bytes = ByteBuffer.allocate(128);
        gate.write(bytes);
        Gate read = new Gate();
        read.read(bytes.flip());

        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(read.isOpen()).isTrue();
        for (double evidence : new double[] {3.7, 0, 6, 6.1, 2}) {
            now += HOUR;
            assertThat(read.pass(now, HOUR, evidence, BAR)).isEqualTo(gate.pass(now, HOUR, evidence, BAR));
        }
    }

    private double say(double evidence) {
        now += 1;
        return gate.pass(now, 1, evidence, BAR);
    }
}
