package io.traas.detector.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.DetectorSpec.Method;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeriesWatchTest {

    private static final Target WORKLOAD = Target.deployment("c", "n", "w");

    /** Drives one series and keeps what came of it. */
    private static final class Run {
        private final SeriesWatch watch;
        private final List<Anomaly> events = new ArrayList<>();
        private SeriesMemory memory = SeriesMemory.NEW;
        private long second;

        Run(DetectorSpec spec) {
            watch = new SeriesWatch(spec, WORKLOAD, WORKLOAD, "");
        }

        Run feed(double... values) {
            for (double value : values) {
                point(new Reading(Signal.Kind.GAUGE, value, 1), null, 0);
            }
            return this;
        }

        Run gap(int points) {
            for (int i = 0; i < points; i++) {
                point(null, null, i + 1);
            }
            return this;
        }

        Run restarts(int... counts) {
            for (int count : counts) {
                point(null, null, 0, count);
            }
            return this;
        }

        void point(Reading own, Reading peers, int missed) {
            point(own, peers, missed, -1);
        }

        private void point(Reading own, Reading peers, int missed, int restarts) {
            second++;
            SeriesWatch.Step step =
                    watch.step(new Measured(second * 1_000, own, peers, missed, 1, restarts, ""), memory, false);
            memory = step.memory();
            if (step.event() != null) {
                events.add(step.event());
            }
        }

        List<Lifecycle> states() {
            return events.stream().map(Anomaly::state).toList();
        }
    }

    private static DetectorSpec spec(
            Method method, Direction direction, double threshold, double minDelta, double minWeight, int n, int of) {
        return new DetectorSpec(
                "d",
                true,
                Signals.QUEUE,
                method == Method.IMBALANCE ? Level.POD : Level.WORKLOAD,
                method,
                direction,
                threshold,
                minDelta,
                minWeight,
                n,
                of,
                FailureClass.OTHER,
                Severity.SEV3,
                "",
                method == Method.BURN_RATE ? 0.999 : 0,
                method == Method.BURN_RATE ? 1 : 0,
                method == Method.FORECAST ? DetectorSpec.MIN_HISTORY_SECONDS : 0,
                method == Method.FORECAST ? 3_600 : 0);
    }

    @Test
    void thresholdOpensOnTwoOfThreeAndClosesAfterCleanPoints() {
        Run run = new Run(spec(Method.THRESHOLD, Direction.HIGH, 5, 0, 0, 2, 3));

        run.feed(1, 9, 1, 9).feed(1, 1, 1);

        assertThat(run.states()).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
        Anomaly opened = run.events.get(0);
        assertThat(opened.openedAt().toEpochMilli()).isEqualTo(4_000);
        assertThat(opened.because()).isEqualTo("queue is 9, limit 5, in 2 of the last 3 points");
        assertThat(opened.kind()).isEqualTo(AnomalyKind.HIGH);
        assertThat(run.events.get(1).id()).isEqualTo(opened.id());
    }

    @Test
    void aForestTellsWhatIsStrangeOnTheSideAskedForAndClosesWhenItIsOver() {
        Run high = new Run(spec(Method.RANDOM_CUT_FOREST, Direction.HIGH, 0, 1, 0, 1, 1));
        Run low = new Run(spec(Method.RANDOM_CUT_FOREST, Direction.LOW, 0, 1, 0, 1, 1));
        for (int point = 0; point < 300; point++) {
            high.feed(20 + point % 6);
            low.feed(20 + point % 6);
        }
        high.feed(90);
        low.feed(90);

        assertThat(low.events).isEmpty();
        assertThat(high.states()).containsExactly(Lifecycle.OPENED);
        assertThat(high.events.get(0).kind()).isEqualTo(AnomalyKind.PATTERN);
        assertThat(high.events.get(0).expectedHigh()).isLessThan(26);
        assertThat(high.events.get(0).because()).startsWith("queue is 90: ").contains("too high");
        for (int point = 0; point < 100; point++) {
            high.feed(20 + point % 6);
        }
        assertThat(high.states()).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
    }

    @Test
    void oneBadPointOpensNothing() {
        assertThat(new Run(spec(Method.THRESHOLD, Direction.HIGH, 5, 0, 0, 2, 3)).feed(1, 9, 1, 1, 9, 1, 1).events)
                .isEmpty();
    }

    @Test
    void aValueJustUnderTheLimitNeitherOpensNorCloses() {
        Run run = new Run(spec(Method.THRESHOLD, Direction.HIGH, 5, 0, 0, 2, 3)).feed(9, 9, 4.9, 4.9, 4.9, 4.9, 4.9);

        assertThat(run.memory.isOpen()).isTrue();
    }

    @Test
    void lowDirectionLooksDownwards() {
        Run run = new Run(spec(Method.THRESHOLD, Direction.LOW, 0.5, 0, 0, 2, 2)).feed(1, 1, 0, 0);

        assertThat(run.events).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.kind()).isEqualTo(AnomalyKind.LOW);
            assertThat(anomaly.score()).isEqualTo(1);
        });
    }

    @Test
    void gapsNeitherOpenNorCloseUntilNothingWasMeasuredForLong() {
        Run run = new Run(spec(Method.THRESHOLD, Direction.HIGH, 5, 0, 0, 2, 3))
                .feed(9, 9)
                .gap(10);
        assertThat(run.memory.isOpen()).isTrue();

        run.gap(SeriesWatch.GIVE_UP_AFTER);

        assertThat(run.states()).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
        assertThat(run.events.get(1).because()).contains("cannot be judged");
    }

    @Test
    void tooLittleWeightMeansNothing() {
        Run run = new Run(spec(Method.THRESHOLD, Direction.HIGH, 0.05, 0, 1, 2, 3));
        for (int i = 0; i < 10; i++) {
            run.point(new Reading(Signal.Kind.RATIO, 0.4, 0.5), null, 0);
        }

        assertThat(run.events).isEmpty();
    }

    @Test
    void anOpenAnomalyIsUpdatedAtMostOnceASecondAndOnlyWithNews() {
        Run run = new Run(spec(Method.THRESHOLD, Direction.HIGH, 5, 0, 0, 1, 1)).feed(9, 9, 12);

        assertThat(run.states()).containsExactly(Lifecycle.OPENED, Lifecycle.UPDATED);
        assertThat(run.events.get(1).observed()).isEqualTo(12);
    }

    @Property
    void aConstantSeriesNeverAlarms(
            @ForAll @DoubleRange(min = -1e9, max = 1e9) double level, @ForAll @IntRange(min = 0, max = 2) int method) {
        Method[] methods = {Method.BASELINE, Method.DROP_TO_ZERO, Method.CHANGE_RATE};
        Run run = new Run(
                spec(methods[method], Direction.HIGH, methods[method] == Method.CHANGE_RATE ? 2 : 3, 0, 1e12, 2, 3));
        for (int i = 0; i < 200; i++) {
            run.feed(level);
        }

        assertThat(run.events).isEmpty();
    }

    @Property
    void aStepIsFoundWithinTheWindowAndNoiseIsNot(
            @ForAll @LongRange(min = 1, max = 100_000) long seed,
            @ForAll @DoubleRange(min = 12, max = 1_000) double stepInScales) {
        Run run = new Run(spec(Method.BASELINE, Direction.HIGH, 7, 0.5, 0, 3, 4));
        Random random = new Random(seed);
        for (int i = 0; i < 120; i++) {
            run.feed(10 + (random.nextDouble() - 0.5));
        }
        assertThat(run.events).isEmpty();

        for (int i = 0; i < 4; i++) {
            run.feed(10 + stepInScales * 0.5 + (random.nextDouble() - 0.5));
        }

        assertThat(run.states()).startsWith(Lifecycle.OPENED);
    }

    @Test
    void theBaselineStandsStillWhileAnAnomalyIsOpen() {
        Run run = new Run(spec(Method.BASELINE, Direction.HIGH, 6, 1, 0, 3, 4));
        for (int i = 0; i < 60; i++) {
            run.feed(10 + 0.1 * (i % 3));
        }
        run.feed(50, 50, 50, 50);
        double level = run.memory.baseline().level();
        for (int i = 0; i < 500; i++) {
            run.feed(50);
        }

        assertThat(run.memory.isOpen()).isTrue();
        assertThat(run.memory.baseline().level()).isEqualTo(level);
    }

    @Test
    void dropToZeroNeedsSomethingThatWasThere() {
        Run busy = new Run(spec(Method.DROP_TO_ZERO, Direction.LOW, 0, 0, 1, 3, 3));
        Run idle = new Run(spec(Method.DROP_TO_ZERO, Direction.LOW, 0, 0, 1, 3, 3));
        for (int i = 0; i < 40; i++) {
            busy.feed(20);
            idle.feed(0.2);
        }
        busy.feed(0, 0, 0);
        idle.feed(0, 0, 0);

        assertThat(busy.events)
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.kind()).isEqualTo(AnomalyKind.DROP_TO_ZERO));
        assertThat(idle.events).isEmpty();
    }

    @Test
    void noDataOpensAfterSilenceAndClosesWhenDataIsBack() {
        Run run = new Run(spec(Method.NO_DATA, Direction.LOW, 0, 0, 0, 5, 5))
                .feed(1, 1)
                .gap(4);
        assertThat(run.events).isEmpty();

        run.gap(1).feed(1, 1, 1, 1, 1);

        assertThat(run.states()).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
    }

    @Test
    void changeRateComparesWithTheLastMinuteAndGetsUsedToIt() {
        Run run = new Run(spec(Method.CHANGE_RATE, Direction.HIGH, 2, 3, 0, 2, 3));
        for (int i = 0; i < 60; i++) {
            run.feed(10);
        }
        for (int i = 0; i < 60; i++) {
            run.feed(30);
        }

        assertThat(run.states()).startsWith(Lifecycle.OPENED).endsWith(Lifecycle.CLOSED);
        assertThat(run.events.get(0).openedAt().getEpochSecond()).isEqualTo(62);
    }

    @Test
    void imbalanceNeedsEnoughCallsAndPeersThatAreWell() {
        Run sick = new Run(spec(Method.IMBALANCE, Direction.HIGH, 6, 0.2, 10, 2, 3));
        Run trickle = new Run(spec(Method.IMBALANCE, Direction.HIGH, 6, 0.2, 10, 2, 3));
        Run allSick = new Run(spec(Method.IMBALANCE, Direction.HIGH, 6, 0.2, 10, 2, 3));
        for (int i = 0; i < 5; i++) {
            sick.point(ratio(0.6, 20), ratio(0.01, 40), 0);
            trickle.point(ratio(1, 0.5), ratio(0, 1), 0);
            allSick.point(ratio(0.9, 20), ratio(0.8, 40), 0);
        }

        assertThat(sick.states()).startsWith(Lifecycle.OPENED);
        assertThat(sick.events.get(0).because()).contains("of this pod is 0.600", "of its peers 0.010");
        assertThat(trickle.events).isEmpty();
        assertThat(allSick.events).isEmpty();
    }

    @Test
    void aRestartIsSeenAtOnceToldOnceAndOverWhenTheContainerRunsOn() {
        Run run = new Run(spec(Method.RESTARTED, Direction.HIGH, 1, 0, 0, 1, 1));

        run.restarts(2, 2, 2);
        assertThat(run.events).isEmpty();
        run.restarts(3);
        assertThat(run.states()).containsExactly(Lifecycle.OPENED);
        assertThat(run.events.get(0).because()).contains("ended and was started again");
        run.restarts(3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3);
        assertThat(run.states()).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
    }

    @Property
    void whatIsNotANumberIsNeitherHealthNorTrouble(@ForAll Method method) {
        Assume.that(method != Method.MULTIVARIATE); // It judges no single series.
        Run run = new Run(spec(method, Direction.HIGH, 2, 0, 0, 1, 1));
        for (int i = 0; i < 40; i++) {
            run.point(ratio(0, 0), ratio(0, 0), 0);
        }

        assertThat(run.events).isEmpty();
        assertThat(run.memory.baseline().seen()).isZero();
    }

    @Property
    void scoresStayBetweenZeroAndOne(
            @ForAll @DoubleRange(min = -1e12, max = 1e12) double value, @ForAll Direction direction) {
        Run run = new Run(spec(Method.THRESHOLD, direction, 0.05, 0, 0, 1, 1)).feed(value);

        assertThat(run.events).allMatch(anomaly -> anomaly.score() >= 0.5 && anomaly.score() <= 1);
    }

    private static Reading ratio(double share, double weight) {
        return new Reading(Signal.Kind.RATIO, share * weight, weight);
    }
}
