package io.traas.detector.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Burn rate and forecast as detectors: what they open, say, and when they let go. */
class BudgetsAndLimitsTest {

    private static final Target WORKLOAD = Target.deployment("c", "n", "w");
    private static final Signal DISK =
            new Signal("disk", Signal.Kind.GAUGE, "disk_used_percent", Map.of(), "", Map.of(), "%");
    private static final long START_MS = 1_700_000_000_000L;
    private static final int HOUR = 3_600;

    /** Drives one series at one point each 15 s and keeps what came of it. */
    private static final class Run {
        private static final int STEP = 15;
        private final SeriesWatch watch;
        private final Signal.Kind kind;
        private final List<Anomaly> events = new ArrayList<>();
        private SeriesMemory memory = SeriesMemory.NEW;
        private int second;

        Run(DetectorSpec spec) {
            watch = new SeriesWatch(spec, WORKLOAD, WORKLOAD, "");
            kind = spec.signal().kind();
        }

        Run requests(int seconds, double badShare) {
            return play(seconds, new Reading(kind, 20 * badShare, 20));
        }

        Run values(int seconds, DoubleUnaryOperator value) {
            for (int i = 0; i < seconds; i += STEP) {
                play(STEP, new Reading(kind, value.applyAsDouble(second + STEP), 1));
            }
            return this;
        }

        private Run play(int seconds, Reading reading) {
            for (int i = 0; i < seconds; i += STEP) {
                second += STEP;
                Measured measured = new Measured(START_MS + second * 1_000L, reading, null, 0, 1, -1, "");
                SeriesWatch.Step step = watch.step(measured, memory, false);
                memory = step.memory();
                if (step.event() != null) {
                    events.add(step.event());
                }
            }
            return this;
        }

        private double secondOf(Anomaly anomaly) {
            return (anomaly.updatedAt().toEpochMilli() - START_MS) / 1_000.0;
        }

        private Anomaly last() {
            return events.get(events.size() - 1);
        }
    }

    private static DetectorSpec burnRate(Signal signal, double threshold, Direction direction, Severity severity) {
        return spec(signal, Method.BURN_RATE, threshold, direction, severity, 0.999, 1_000, 0, 0);
    }

    private static DetectorSpec forecast(Signal signal, double limit, Direction direction, long history, long horizon) {
        return spec(signal, Method.FORECAST, limit, direction, Severity.SEV3, 0, 0, history, horizon);
    }

    private static DetectorSpec spec(
            Signal signal,
            Method method,
            double threshold,
            Direction direction,
            Severity severity,
            double objective,
            double minEvents,
            long history,
            long horizon) {
        return new DetectorSpec(
                "d",
                true,
                signal,
                Level.WORKLOAD,
                method,
                direction,
                threshold,
                0,
                0,
                1,
                1,
                FailureClass.ERRORS,
                severity,
                "",
                objective,
                minEvents,
                history,
                horizon);
    }

    @Test
    void anOutagePagesInAMinuteAndIsOverWithinHalfAnHour() {
        Run run = new Run(burnRate(Signals.ERRORS, 0, Direction.HIGH, Severity.SEV2)).requests(6 * HOUR, 0);
        run.requests(120, 1);

        Anomaly opened = run.events.get(0);
        assertThat(run.secondOf(opened)).isCloseTo(6 * HOUR + 51.84, within(15.0));
        assertThat(opened.kind()).isEqualTo(AnomalyKind.BURN_RATE);
        assertThat(opened.because())
                .isEqualTo("the budget of 99.9 % for errors burns 16.7 times too fast over 1 h and 5 min;"
                        + " 2.3 % of the month's budget is gone, in 1 of the last 1 points");
        assertThat(opened.observed()).as("share of bad requests in 5 min").isCloseTo(0.2, within(0.001));
        assertThat(opened.expectedHigh()).isCloseTo(0.0144, within(1e-9));

        run.requests(HOUR, 0);
        assertThat(run.last().state()).isEqualTo(Lifecycle.CLOSED);
        double cleanPoints = 3 * Run.STEP;
        assertThat(run.secondOf(run.last())).isLessThanOrEqualTo(6 * HOUR + 120 + 1_800 + cleanPoints);
        assertThat(run.last().because()).startsWith("back to normal: the budget of 99.9 % for errors burns at ");
    }

    @Test
    void slowBurningIsATicketAndNoPage() {
        Run page = new Run(burnRate(Signals.ERRORS, 0, Direction.HIGH, Severity.SEV2));
        Run ticket = new Run(burnRate(Signals.ERRORS, 0, Direction.HIGH, Severity.SEV3));
        for (Run run : List.of(page, ticket)) {
            run.requests(24 * HOUR, 0).requests(26 * HOUR, 0.004);
        }

        assertThat(page.events).isEmpty();
        assertThat(ticket.events.get(0).because()).contains("over 1 d and 2 h");
        assertThat(ticket.secondOf(ticket.events.get(0)) / HOUR).isCloseTo(24 + 18, within(0.1));
    }

    @Test
    void aNightWithOneRequestAMinuteIsNotJudged() {
        DetectorSpec spec = burnRate(Signals.ERRORS, 0, Direction.HIGH, Severity.SEV2);
        Run run = new Run(spec);
        run.play(6 * HOUR, new Reading(Signal.Kind.RATIO, 0, 1 / 60.0));
        run.play(600, new Reading(Signal.Kind.RATIO, 1 / 60.0, 1 / 60.0));
        run.play(HOUR, new Reading(Signal.Kind.RATIO, 0, 0));

        assertThat(run.events).isEmpty();
    }

    /** Of what is no ratio seconds are counted, those beyond the threshold being bad. */
    @Test
    void timeSpentTooSlowBurnsABudgetToo() {
        Run run = new Run(burnRate(Signals.LATENCY, 0.5, Direction.HIGH, Severity.SEV2));
        run.values(2 * HOUR, second -> 0.1);
        run.values(300, second -> 0.9);

        assertThat(run.secondOf(run.events.get(0))).isCloseTo(2 * HOUR + 51.84, within(15.0));
        assertThat(run.events.get(0).because()).contains("budget of 99.9 % for latency burns");
        assertThat(run.events.get(0).observed()).isEqualTo(0.9);
        assertThat(run.events.get(0).expectedHigh()).isEqualTo(0.5);
    }

    @Test
    void aGapIsNeitherGoodNorBadAndWhatIsNotANumberIsNotCounted() {
        Run run = new Run(burnRate(Signals.ERRORS, 0, Direction.HIGH, Severity.SEV2)).requests(2 * HOUR, 0);
        run.play(HOUR, null).play(HOUR, new Reading(Signal.Kind.RATIO, Double.NaN, 20));
        assertThat(run.events).isEmpty();

        double from = run.second;
        run.requests(120, 1);
        assertThat(run.secondOf(run.events.get(0)) - from).isCloseTo(51.84 + Run.STEP, within((double) Run.STEP));
    }

    @Test
    void aDiskThatFillsIsToldADayAheadWithItsPace() {
        Run run = new Run(forecast(DISK, 90, Direction.HIGH, 6 * HOUR, 24 * HOUR));
        run.values(30 * HOUR, second -> 30 + 1.5 * second / HOUR);

        Anomaly opened = run.events.get(0);
        assertThat(opened.kind()).isEqualTo(AnomalyKind.FORECAST_BREACH);
        assertThat(run.secondOf(opened) / HOUR).isCloseTo(16, within(0.3));
        assertThat(opened.because())
                .startsWith("disk is 54.1 and grows by 1.5 an hour: reaches 90 in 24 h, between 24 h and 24 h");
        assertThat(opened.observed()).isGreaterThan(opened.expectedHigh());
        assertThat(opened.score()).isBetween(0.5, 0.51);
        assertThat(run.memory.open().score()).isGreaterThan(0.7);
    }

    @Test
    void aForecastEndsWhenSpaceIsFreed() {
        Run run = new Run(forecast(DISK, 90, Direction.HIGH, 6 * HOUR, 24 * HOUR));
        run.values(30 * HOUR, second -> 30 + 1.5 * second / HOUR).values(60, second -> 20);

        assertThat(run.last().state()).isEqualTo(Lifecycle.CLOSED);
        assertThat(run.last().because()).isEqualTo("back to normal: disk is 20, not on its way to 90 within 1 d");
    }

    @Test
    void anInstantOfExpiryIsToldAheadAndOverWhenItIsRenewed() {
        Signal expiry = new Signal("certificate", Signal.Kind.GAUGE, "m", Map.of(), "", Map.of(), "epoch s");
        double over = START_MS / 1_000.0 + 10 * HOUR;
        Run run = new Run(forecast(expiry, 0, Direction.LOW, 0, 4 * HOUR)).values(7 * HOUR, second -> over);

        assertThat(run.secondOf(run.events.get(0)) / HOUR).isCloseTo(6, within(0.01));
        assertThat(run.events.get(0).because()).startsWith("certificate is over in 4.0 h, warned of 4 h before");
        run.values(60, second -> over + 1_000 * HOUR);
        assertThat(run.last().state()).isEqualTo(Lifecycle.CLOSED);
    }

    /** What is restored from a savepoint goes on as if nothing had been, without learning anew. */
    @Test
    void memoryComesBackFromFlinksStateAsItWent() throws IOException {
        DetectorSpec budget = burnRate(Signals.ERRORS, 0, Direction.HIGH, Severity.SEV2);
        DetectorSpec limit = forecast(DISK, 90, Direction.HIGH, 6 * HOUR, 24 * HOUR);
        for (boolean restored : new boolean[] {false, true}) {
            Run errors = new Run(budget).requests(6 * HOUR, 0).requests(30, 1);
            Run disk = new Run(limit).values(15 * HOUR, second -> 30 + 1.5 * second / HOUR);
            assertThat(errors.events).isEmpty();
            assertThat(disk.events).isEmpty();
            if (restored) {
                errors.memory = throughFlink(errors.memory);
                disk.memory = throughFlink(disk.memory);
            }
            errors.requests(30, 1);
            disk.values(2 * HOUR, second -> 30 + 1.5 * second / HOUR);

            assertThat(errors.events)
                    .singleElement()
                    .satisfies(anomaly -> assertThat(anomaly.because()).contains("burns 16.7 times"));
            assertThat(disk.secondOf(disk.events.get(0)) / HOUR).isCloseTo(16, within(0.3));
        }
    }

    private static SeriesMemory throughFlink(SeriesMemory memory) throws IOException {
        TypeSerializer<SeriesMemory> serializer =
                TypeInformation.of(SeriesMemory.class).createSerializer(new SerializerConfigImpl());
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(memory, out);
        return serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    }

    @Test
    void timesAreToldInTheUnitPeopleWouldUse() {
        assertThat(List.of(300, 5_400, 3_600, 7_200, 9_000, 86_400, 100_000, 190_000, 2_592_000))
                .extracting(Judge::time)
                .containsExactly("5 min", "90 min", "1 h", "2 h", "2.5 h", "1 d", "28 h", "2.2 d", "30 d");
    }
}
