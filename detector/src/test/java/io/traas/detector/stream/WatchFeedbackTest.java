package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.testing.NearTheBar;
import io.traas.detector.workload.PodReading;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What people say of the signals of pods and workloads, through the operator that holds their state. */
class WatchFeedbackTest {

    private static final Target WORKLOAD = Target.deployment("c", "n", "p");
    private static final Target POD = Target.pod("c", "n", "p-1");
    private static final int LEARNED = 400;

    private final Random random = new Random(7);
    /** The same series under the same detector, without an operator around it. */
    private final Ensemble reference = Ensemble.shipped();

    private KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness;
    private int second = 1_000;

    @BeforeEach
    void open() throws Exception {
        start(null);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"POD", "WORKLOAD"})
    void afterAFalseAlarmALeapIsNotToldThatWas(DetectorSpec.Level level) throws Exception {
        put(depths(level));
        quiet();
        double beyond = NearTheBar.of(reference, second + 1).beyond();
        OperatorSubtaskState learned = harness.snapshot(1, 1);
        scrape(beyond);
        assertThat(anomalies()).hasSize(1);

        second--;
        start(learned);
        say(falseAlarm(level, "an-1", 1));
        scrape(beyond);
        assertThat(anomalies()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"POD", "WORKLOAD"})
    void afterAMissALeapIsToldThatWasNot(DetectorSpec.Level level) throws Exception {
        put(depths(level));
        quiet();
        double almost = NearTheBar.of(reference, second + 1).below();
        OperatorSubtaskState learned = harness.snapshot(1, 1);
        scrape(almost);
        assertThat(anomalies()).isEmpty();

        second--;
        start(learned);
        say(SeriesFeedback.missed(series(level, "depth"), WORKLOAD, "depths", Instant.EPOCH, "kim", ""));
        scrape(almost);
        assertThat(anomalies()).hasSize(1);
    }

    @Test
    void aWordReadAgainAfterARestartShiftsOnce() throws Exception {
        put(depths(DetectorSpec.Level.POD));
        quiet();
        say(falseAlarm(DetectorSpec.Level.POD, "an-1", 1));
        start(harness.snapshot(1, 1));
        say(falseAlarm(DetectorSpec.Level.POD, "an-1", 1));
        reference.lenience().falseAlarm();
        scrape(NearTheBar.of(reference, second + 1).beyond());

        assertThat(anomalies()).hasSize(1);
    }

    @Test
    void aFalseAlarmClosesItsAnomaly() throws Exception {
        put(depths(DetectorSpec.Level.POD));
        quiet();
        scrape(900);
        Anomaly opened = anomalies().get(0);
        say(SeriesFeedback.falseAlarm(opened, Instant.ofEpochSecond(second), "kim", ""));
        scrape(900);

        assertThat(anomalies()).hasSize(2).last().satisfies(closed -> {
            assertThat(closed.id()).isEqualTo(opened.id());
            assertThat(closed.state()).isEqualTo(Lifecycle.CLOSED);
            assertThat(closed.because()).isEqualTo("called a false alarm by kim");
        });
        assertThat(harness.getSideOutput(Watch.ANOMALIES)).hasSize(2);
    }

    @Test
    void whatCannotHaveAnEffectIsADeadLetterThatSaysWhy() throws Exception {
        put(depths(DetectorSpec.Level.POD));
        quiet();
        say(missed("errors-high", Series.of(WORKLOAD, "errors")));
        say(missed("depths", Series.of(Target.pod("c", "n", "p-9"), "depth")));
        say(missed("depths", new Series(POD, "queue_depth", Map.of())));
        for (int i = 0; i < Hearing.TRIES; i++) {
            harness.setProcessingTime(harness.getProcessingTime() + Hearing.TRY_EVERY_MS);
        }

        assertThat(deadLetters())
                .extracting(DeadLetter::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("errors-high judges by THRESHOLD and learns nothing"),
                        reason -> assertThat(reason).contains("depth@c/n/Pod/p-9", "has judged no such series"),
                        reason -> assertThat(reason).contains("queue_depth@c/n/Pod/p-1", "are called depth"));
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    private void start(OperatorSubtaskState saved) throws Exception {
        if (harness != null) {
            harness.close();
        }
        harness = new KeyedBroadcastOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(new Watch(1_000, 0), List.of(Detectors.STATE)),
                Observation::key,
                Types.STRING,
                1,
                1,
                0);
        if (saved != null) {
            harness.initializeState(saved);
        }
        harness.open();
        harness.processBroadcastWatermark(Long.MAX_VALUE);
        if (saved != null) {
            harness.processWatermark(second * 1_000L);
        }
    }

    private void put(DetectorSpec spec) throws Exception {
        harness.processBroadcastElement(new SpecChange(spec.id(), spec), 0);
    }

    private void say(SeriesFeedback feedback) throws Exception {
        harness.processElement(new StreamRecord<>(Observation.of(feedback), 0));
    }

    private static SeriesFeedback falseAlarm(DetectorSpec.Level level, String anomaly, int atSecond) {
        return new SeriesFeedback(
                "f-" + anomaly,
                series(level, "depth"),
                WORKLOAD,
                "depths",
                SeriesFeedback.Verdict.FALSE_ALARM,
                anomaly,
                Instant.ofEpochSecond(atSecond),
                "kim",
                "");
    }

    private static SeriesFeedback missed(String detector, Series series) {
        return SeriesFeedback.missed(series, WORKLOAD, detector, Instant.EPOCH, "kim", "");
    }

    private static Series series(DetectorSpec.Level level, String signal) {
        return Series.of(level == DetectorSpec.Level.POD ? POD : WORKLOAD, signal);
    }

    private void quiet() throws Exception {
        for (int i = 0; i < LEARNED; i++) {
            double value = 10 + random.nextGaussian();
            scrape(value);
            reference.observe(second * 1_000L, value);
        }
    }

    private void scrape(double depth) throws Exception {
        second++;
        Map<String, Reading> readings =
                Map.of("depth", new Reading(Signal.Kind.GAUGE, depth, 1), "up", new Reading(Signal.Kind.GAUGE, 1, 1));
        PodReading reading = new PodReading(POD, WORKLOAD, "n1", second * 1_000L, true, readings);
        harness.processElement(new StreamRecord<>(Observation.of(reading), second * 1_000L));
        harness.processWatermark(second * 1_000L);
    }

    private static DetectorSpec depths(DetectorSpec.Level level) {
        return new DetectorSpec(
                "depths",
                true,
                new Signal("depth", Signal.Kind.GAUGE, "queue_depth", Map.of(), "", Map.of(), "1"),
                level,
                DetectorSpec.Method.ENSEMBLE,
                DetectorSpec.Direction.HIGH,
                0,
                0,
                0,
                1,
                1,
                FailureClass.SATURATION,
                Severity.SEV3);
    }

    private List<Anomaly> anomalies() {
        return harness.extractOutputValues().stream()
                .map(Finding::anomaly)
                .filter(Objects::nonNull)
                .toList();
    }

    private List<DeadLetter> deadLetters() {
        Collection<StreamRecord<DeadLetter>> records = harness.getSideOutput(DeadLetters.TAG);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }
}
