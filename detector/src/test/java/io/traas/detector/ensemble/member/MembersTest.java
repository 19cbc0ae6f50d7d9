package io.traas.detector.ensemble.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The small members, each by what it is for. */
class MembersTest {

    @Property
    void oneWildValueHardlyMovesTheLevel(@ForAll @DoubleRange(min = -1e12, max = 1e12) double wild) {
        Level level = new Level(0.02);
        Random noise = new Random(1);
        for (int point = 0; point < 500; point++) {
            level.learn(100 + 5 * noise.nextGaussian());
        }
        double before = level.level();
        double scale = level.scale();
        level.learn(wild);

        assertThat(Math.abs(level.level() - before)).isLessThanOrEqualTo(0.1 * scale);
        assertThat(scale).isBetween(3.0, 8.0);
    }

    @Test
    void aLastingChangeOfTheLevelIsBelieved() {
        Level level = new Level(0.03);
        for (int point = 0; point < 500; point++) {
            level.learn(point % 2);
        }
        for (int point = 0; point < 1_000; point++) {
            level.learn(1_000_000 + point % 2);
        }

        assertThat(level.level()).isCloseTo(1_000_000, within(10.0));
    }

    @Test
    void aFlatSeriesHasAScaleAboveNothing() {
        Level level = new Level(0.1);
        for (int point = 0; point < 100; point++) {
            level.learn(0);
        }

        assertThat(level.scale()).isPositive();
    }

    @Test
    void manyMiddlingSurprisesAreUnrestAndOneGlitchIsNot() {
        Unrest glitch = new Unrest();
        Unrest middling = new Unrest();
        for (int point = 0; point < 2_000; point++) {
            glitch.learn(0.8);
            middling.learn(-0.8);
        }
        double afterGlitch = glitch.learn(100);
        double afterMany = 0;
        for (int point = 0; point < 20; point++) {
            afterMany = middling.learn(point % 2 == 0 ? 3 : -3);
        }

        assertThat(afterGlitch).isLessThan(2);
        assertThat(afterMany).isGreaterThan(3);
    }

    @Property
    void aShiftIsFoundToEitherSideAndNoiseIsNone(@ForAll @IntRange(min = 0, max = 1_000) int seed, @ForAll boolean up) {
        Random noise = new Random(seed);
        Shift shift = new Shift();
        double largest = 0;
        for (int point = 0; point < 1_000; point++) {
            largest = Math.max(largest, shift.learn(noise.nextGaussian()));
        }
        double found = 0;
        for (int point = 0; point < 40; point++) {
            found = shift.learn(noise.nextGaussian() + (up ? 2.5 : -2.5));
        }

        assertThat(largest).isLessThan(12);
        assertThat(found).isGreaterThan(20);
    }

    @Test
    void theSumOfAShiftIsBoundedSoThatItEnds() {
        Shift shift = new Shift();
        for (int point = 0; point < 10_000; point++) {
            shift.learn(50);
        }
        double found = 1;
        for (int point = 0; point < 60; point++) {
            found = shift.learn(0);
        }

        assertThat(found).isZero();
    }

    @Test
    void zeroIsStrangeWhereItNeverWasAndOnlyAtTheThirdInARow() {
        Standstill standstill = new Standstill();
        for (int point = 0; point < 1_000; point++) {
            standstill.learn(1 + point % 7);
        }

        assertThat(standstill.learn(0)).isFalse();
        assertThat(standstill.learn(0)).isFalse();
        assertThat(standstill.learn(0)).isTrue();
        assertThat(standstill.learn(0)).isFalse();
    }

    @Test
    void zeroIsNothingWhereItIsUsual() {
        Standstill standstill = new Standstill();
        boolean strange = false;
        for (int point = 0; point < 5_000; point++) {
            strange |= standstill.learn(point / 5 % 3 == 0 ? 0 : point);
        }

        assertThat(strange).isFalse();
    }

    @Test
    void stickingIsStrangeOnceWhereItUsuallyMoves() {
        Standstill standstill = new Standstill();
        for (int point = 0; point < 1_000; point++) {
            standstill.learn(point);
        }
        int strange = 0;
        for (int point = 0; point < 500; point++) {
            strange += standstill.learn(77) ? 1 : 0;
        }

        assertThat(strange).isEqualTo(1);
    }

    @Test
    void sticksAreNothingWhereRunsAreUsual() {
        Standstill standstill = new Standstill();
        boolean strange = false;
        for (int point = 0; point < 5_000; point++) {
            strange |= standstill.learn(point / 30);
        }

        assertThat(strange).isFalse();
    }
}
