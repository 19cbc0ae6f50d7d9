package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.ensemble.SeriesDetector.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What an operator may expect of the shipped configuration, kind of trouble by kind of trouble. */
class BehaviourTest {

    private static final long MINUTE = 60_000;
    private static final int DAY = 1_440;
    private static final int QUIET = 10 * DAY;
    private static final int SERIES = 12;

    /** A rate, so of several series: one in five hundred has four notifications in these four weeks. */
    @Test
    void quietSeriesAreNotifiedLessThanOnceInTwoWeeks() {
        int count = IntStream.range(0, SERIES)
                .map(seed -> alerts(4 * 7 * DAY, daily(seed)).size())
                .sum();

        assertThat(count).isLessThan(SERIES * 2);
    }

    @Property(tries = 10)
    void aSpikeIsNotifiedAtOnceAndOnce(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        IntToDoubleFunction usual = daily(seed);
        List<Integer> alerts = alerts(QUIET + 600, at -> usual.applyAsDouble(at) + (at == QUIET ? 60 : 0));

        assertThat(alerts).contains(QUIET);
        assertThat(alerts.stream().filter(at -> at > QUIET)).isEmpty();
    }

    @Property(tries = 10)
    void aLastingShiftIsNotifiedOnceAndThenBelieved(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        IntToDoubleFunction usual = daily(seed);
        List<Integer> alerts = alerts(QUIET + 2 * DAY, at -> usual.applyAsDouble(at) + (at >= QUIET ? 60 : 0));

        assertThat(alerts.stream().filter(at -> at >= QUIET && at < QUIET + 5)).isNotEmpty();
        assertThat(alerts.stream().filter(at -> at >= QUIET + 5)).hasSizeLessThanOrEqualTo(1);
    }

    @Property(tries = 10)
    void aDropToZeroIsNotified(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        IntToDoubleFunction usual = daily(seed);
        List<Integer> alerts = alerts(QUIET + 60, at -> at >= QUIET ? 0 : usual.applyAsDouble(at));

        assertThat(alerts.stream().filter(at -> at >= QUIET && at <= QUIET + 3)).isNotEmpty();
    }

    @Test
    void aDropToZeroIsNotifiedEvenWhereLowValuesAreUsual() {
        Random random = new Random(1);
        List<Integer> alerts = alerts(QUIET + 60, at -> at >= QUIET ? 0 : 1 + random.nextInt(30));

        assertThat(alerts.stream().filter(at -> at >= QUIET && at <= QUIET + 5)).isNotEmpty();
    }

    @Property(tries = 10)
    void aSensorThatSticksIsNotifiedOnce(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        IntToDoubleFunction usual = daily(seed);
        double stuck = usual.applyAsDouble(QUIET);
        List<Integer> alerts = alerts(QUIET + 300, at -> at >= QUIET ? stuck : usual.applyAsDouble(at));

        assertThat(alerts.stream().filter(at -> at >= QUIET && at <= QUIET + 15))
                .hasSize(1);
    }

    @Test
    void aSuddenClimbIsNotifiedWithinTheUsualRange() {
        // Never outside of 0..100, but it never moved by more than a little a minute.
        IntToDoubleFunction slow = at -> 50 + 50 * Math.sin(2 * Math.PI * at / DAY) + 0.2 * Math.sin(at * 1.7);
        int low = QUIET + 3 * DAY / 4;
        List<Integer> alerts = alerts(low + 60, at -> at >= low ? 60 : slow.applyAsDouble(at));

        assertThat(alerts).contains(low);
    }

    @Test
    void aSeriesThatNeverMovesIsNeverNotified() {
        assertThat(alerts(QUIET, at -> 42)).isEmpty();
        assertThat(alerts(QUIET, at -> 0)).isEmpty();
    }

    @Test
    void aStaircaseThatIsUsualIsNotNotified() {
        assertThat(alerts(3 * QUIET, at -> at / 360 % 2 == 0 ? 10 : 20).stream().filter(at -> at > 3 * DAY))
                .isEmpty();
    }

    @Property(tries = 10)
    void aChangeOfUnitIsNotifiedOnceAndRelearned(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        IntToDoubleFunction usual = daily(seed);
        List<Integer> alerts = alerts(QUIET + 4 * DAY, at -> usual.applyAsDouble(at) * (at >= QUIET ? 1_024 : 1));

        assertThat(alerts).contains(QUIET);
        assertThat(alerts.stream().filter(at -> at > QUIET)).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void afterAChangeOfUnitASpikeIsFoundAgain() {
        IntToDoubleFunction usual = daily(7);
        int later = 2 * QUIET;
        List<Integer> alerts = alerts(
                later + 5, at -> usual.applyAsDouble(at) * (at >= QUIET ? 1_024 : 1) + (at == later ? 150 * 1_024 : 0));

        assertThat(alerts).contains(later);
    }

    @Property(tries = 10)
    void aClockThatJumpsByAnHourIsNoTrouble(@ForAll @IntRange(min = 0, max = 1_000) int seed, @ForAll boolean forward) {
        IntToDoubleFunction usual = daily(seed);
        Ensemble detector = Ensemble.shipped();
        List<Integer> alerts = new ArrayList<>();
        for (int at = 0; at < QUIET + DAY; at++) {
            long shown = (at + (at < QUIET ? 0 : forward ? 60 : -60)) * MINUTE;
            if (detector.observe(shown, usual.applyAsDouble(at)).alert() && at >= QUIET) {
                alerts.add(at);
            }
        }

        assertThat(alerts).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void missingDuplicateAndLateSamplesAreNoTrouble() {
        int count = IntStream.range(0, SERIES)
                .map(BehaviourTest::alertsOfABadlyScraped)
                .sum();

        assertThat(count).isLessThan(SERIES * 2);
    }

    /** In a month. */
    private static int alertsOfABadlyScraped(int seed) {
        IntToDoubleFunction usual = daily(seed);
        Random fate = new Random(seed);
        Ensemble detector = Ensemble.shipped();
        int count = 0;
        for (int at = 0; at < 3 * QUIET; at++) {
            int kind = fate.nextInt(20);
            if (kind == 0) {
                continue;
            }
            int shown = kind == 1 ? at - 1 - fate.nextInt(5) : at;
            count +=
                    detector.observe(shown * MINUTE, usual.applyAsDouble(shown)).alert() ? 1 : 0;
            count += kind == 2
                            && detector.observe(shown * MINUTE, usual.applyAsDouble(shown))
                                    .alert()
                    ? 1
                    : 0;
        }

        return count;
    }

    @Test
    void aSpikeIsFoundAtAnySamplingInterval() {
        for (long interval : new long[] {5_000, 15_000, 60_000, 300_000, 3_600_000}) {
            Random noise = new Random(9);
            Ensemble detector = Ensemble.shipped();
            int length = 1_000;
            for (int at = 0; at < length; at++) {
                detector.observe(at * interval, 100 + 2 * noise.nextGaussian());
            }
            assertThat(detector.observe(length * interval, 150).alert())
                    .as("interval " + interval)
                    .isTrue();
        }
    }

    @Test
    void whatGetsWorseIsSaidAgainAndWhatIsTheSameIsNot() {
        IntToDoubleFunction usual = daily(2);
        List<Integer> alerts = alerts(
                QUIET + 300,
                at -> usual.applyAsDouble(at) + (at == QUIET || at == QUIET + 100 ? 60 : at == QUIET + 200 ? 600 : 0));

        assertThat(alerts).contains(QUIET, QUIET + 200).doesNotContain(QUIET + 100);
    }

    @Test
    void theConditionStaysOpenWhileItLastsAndEndsByItself() {
        IntToDoubleFunction usual = daily(4);
        Ensemble detector = Ensemble.shipped();
        for (int at = 0; at < QUIET; at++) {
            detector.observe(at * MINUTE, usual.applyAsDouble(at));
        }
        Random trouble = new Random(3);
        for (int at = QUIET; at < QUIET + 10; at++) {
            detector.observe(at * MINUTE, usual.applyAsDouble(at) + 60 + 40 * trouble.nextDouble());
            assertThat(detector.isOpen()).as("minute " + (at - QUIET)).isTrue();
        }
        for (int at = QUIET + 10; at < QUIET + 40; at++) {
            detector.observe(at * MINUTE, usual.applyAsDouble(at));
        }
        assertThat(detector.isOpen()).isFalse();
    }

    @Test
    void theScoreStaysUpWhileAnAnomalyLastsAndSinksAfterwards() {
        IntToDoubleFunction usual = daily(5);
        Ensemble detector = Ensemble.shipped();
        double quiet = 0;
        for (int at = 0; at < QUIET; at++) {
            quiet = detector.observe(at * MINUTE, usual.applyAsDouble(at)).score();
        }
        double during = 0;
        for (int at = QUIET; at < QUIET + 8; at++) {
            during = detector.observe(at * MINUTE, usual.applyAsDouble(at) + 80).score();
        }
        double after = 0;
        for (int at = QUIET + 8; at < QUIET + 200; at++) {
            after = detector.observe(at * MINUTE, usual.applyAsDouble(at)).score();
        }
        assertThat(during).isGreaterThan(0.2).isGreaterThan(5 * quiet);
        assertThat(after).isLessThan(during / 3);
    }

    @Test
    void theBandFollowsTheTimeOfDayAndSaysWhy() {
        IntToDoubleFunction usual = daily(6);
        Ensemble detector = Ensemble.shipped();
        Finding finding = null;
        for (int at = 0; at < QUIET; at++) {
            finding = detector.observe(at * MINUTE, usual.applyAsDouble(at));
        }
        assertThat(detector.because()).endsWith("nothing about it is rare for this series.");
        assertThat(usual.applyAsDouble(QUIET)).isBetween(finding.low(), finding.high());

        detector.observe(QUIET * MINUTE, 333);
        assertThat(detector.because())
                .startsWith("333.000 where ")
                .contains(" was expected from ")
                .contains("it is far from what was expected (one in ");
        assertThat(Ensemble.shipped().because()).isEqualTo("No value was seen yet.");
    }

    private static List<Integer> alerts(int length, IntToDoubleFunction series) {
        Ensemble detector = Ensemble.shipped();
        List<Integer> alerts = new ArrayList<>();
        for (int at = 0; at < length; at++) {
            if (detector.observe(at * MINUTE, series.applyAsDouble(at)).alert()) {
                alerts.add(at);
            }
        }
        return alerts;
    }

    /** A day's wave between 70 and 130 with noise of 2; the same value for the same minute, whenever asked. */
    private static IntToDoubleFunction daily(int seed) {
        return at -> {
            Random noise = new Random(seed * 1_000_003L + at);
            noise.nextInt();
            return 100 + 30 * Math.sin(2 * Math.PI * at / DAY) + 2 * noise.nextGaussian();
        };
    }
}
