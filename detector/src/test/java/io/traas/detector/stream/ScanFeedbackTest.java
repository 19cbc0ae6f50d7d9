package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.NearTheBar;
import io.traas.detector.testing.StateSize;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.wire.Topics;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people say of raw series, through the operator that holds their state. */
class ScanFeedbackTest {

    private static final Target POD = Target.pod("c", "n", "p-1");
    private static final Target WORKLOAD = Target.deployment("c", "n", "p");
    private static final Series QUEUE = new Series(POD, "queue_depth", Map.of("queue", "a"));
    private static final int LEARNED = 400;

    private final Random random = new Random(5);
    /** The same series under the same detector, without an operator around it. */
    private final Ensemble reference = Ensemble.shipped();

    private KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> harness;
    private int second;

    @BeforeEach
    void open() throws Exception {
        start(null);
        harness.processBroadcastElement(new SpecChange("depths", depths()), 0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void aLeapJustBeyondTheBarIsTold() throws Exception {
        quiet();
        scrape(NearTheBar.of(reference, second + 1).beyond());

        assertThat(anomalies()).hasSize(1);
    }

    @Test
    void afterAFalseAlarmTheSameLeapIsNot() throws Exception {
        quiet();
        say(falseAlarm("an-1", 1));
        scrape(NearTheBar.of(reference, second + 1).beyond());

        assertThat(anomalies()).isEmpty();
    }

    @Test
    void afterAMissALeapIsToldThatWasNot() throws Exception {
        quiet();
        double almost = NearTheBar.of(reference, second + 1).below();
        OperatorSubtaskState learned = harness.snapshot(1, 1);
        scrape(almost);
        assertThat(anomalies()).isEmpty();

        second--;
        start(learned);
        say(missed(1));
        scrape(almost);

        assertThat(anomalies()).hasSize(1);
    }

    @Test
    void aWordReadAgainBeforeAndAfterARestartShiftsOnce() throws Exception {
        quiet();
        say(falseAlarm("an-1", 1));
        say(falseAlarm("an-1", 1));
        start(harness.snapshot(1, 1));
        say(falseAlarm("an-1", 1));
        say(falseAlarm("an-1", 60));
        reference.lenience().falseAlarm();
        NearTheBar bar = NearTheBar.of(reference, second + 1);
        OperatorSubtaskState shifted = harness.snapshot(2, 2);
        scrape(bar.beyond());
        assertThat(anomalies()).as("not shifted a second time").hasSize(1);

        second--;
        start(shifted);
        scrape(bar.below());
        assertThat(anomalies()).as("shifted at all").isEmpty();
    }

    @Test
    void aFalseAlarmClosesItsAnomalyAndNoOther() throws Exception {
        quiet();
        scrape(80);
        Anomaly opened = anomalies().get(0);
        say(falseAlarm("an-of-last-week", 1));
        assertThat(anomalies()).hasSize(1);
        say(SeriesFeedback.falseAlarm(opened, Instant.ofEpochSecond(second), "kim", "a load test"));
        say(SeriesFeedback.falseAlarm(opened, Instant.ofEpochSecond(second), "kim", "a load test"));

        assertThat(anomalies()).hasSize(2).last().satisfies(closed -> {
            assertThat(closed.id()).isEqualTo(opened.id());
            assertThat(closed.state()).isEqualTo(Lifecycle.CLOSED);
            assertThat(closed.because()).isEqualTo("called a false alarm by kim: a load test");
        });
    }

    /** A job that lost its state reads what people said before it sees a series or even the detector. */
    @Test
    void aWordThatComesBeforeItsDetectorAndSeriesIsHeardOnceTheyAreThere() throws Exception {
        start(null);
        say(falseAlarm("an-1", 1));
        start(harness.snapshot(1, 1));
        harness.processBroadcastElement(new SpecChange("depths", depths()), 0);
        quiet();
        harness.setProcessingTime(Hearing.TRY_EVERY_MS);
        scrape(NearTheBar.of(reference, second + 1).beyond());

        assertThat(anomalies()).isEmpty();
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aWordAboutASeriesNobodyKnowsIsADeadLetterInTheEndAndLeavesNothingBehind() throws Exception {
        say(new SeriesFeedback(
                "f-1",
                new Series(POD, "queue_depth", Map.of("queue", "z")),
                WORKLOAD,
                "depths",
                SeriesFeedback.Verdict.MISSED,
                "",
                Instant.EPOCH,
                "kim",
                ""));
        say(new SeriesFeedback(
                "f-2", QUEUE, WORKLOAD, "dephts", SeriesFeedback.Verdict.MISSED, "", Instant.EPOCH, "kim", ""));
        tries(Hearing.TRIES - 1);
        assertThat(deadLetters()).isEmpty();
        tries(1);

        assertThat(deadLetters())
                .extracting(DeadLetter::reason)
                .containsExactly(
                        "MISSED of queue_depth{queue=z}@c/n/Pod/p-1 has no effect: detector depths has scanned no such"
                                + " series; tried for 10 minutes",
                        "MISSED of queue_depth{queue=a}@c/n/Pod/p-1 has no effect: no detector in force is called"
                                + " 'dephts'; did you mean 'depths'?; tried for 10 minutes");
        assertThat(deadLetters().get(0).payload()).contains("\"f-1\"");
        assertThat(StateSize.of(harness)).isZero();
        assertThat(harness.numProcessingTimeTimers()).isZero();
    }

    @Test
    void noMoreWordsWaitThanAllowed() throws Exception {
        start(null);
        for (int i = 0; i <= Hearing.MOST_WAITING; i++) {
            say(missed(i));
        }

        assertThat(deadLetters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.reason()).contains("100 others wait already"));
    }

    @Test
    void whatIsNotSaidOfARawSeriesGoesToTheWorkload() throws Exception {
        SeriesFeedback ofTheWorkload =
                SeriesFeedback.missed(Series.of(WORKLOAD, "errors"), WORKLOAD, "errors-high", Instant.EPOCH, "kim", "");
        say(ofTheWorkload);

        assertThat(harness.extractOutputValues()).containsExactly(Observation.of(ofTheWorkload));
    }

    private void start(OperatorSubtaskState saved) throws Exception {
        if (harness != null) {
            harness.close();
        }
        harness = new KeyedBroadcastOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(new Meter(3), List.of(Detectors.STATE)),
                RawRecord::key,
                Types.STRING,
                1,
                1,
                0);
        if (saved != null) {
            harness.initializeState(saved);
        }
        harness.open();
        harness.processBroadcastWatermark(Long.MAX_VALUE);
    }

    private void tries(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            harness.setProcessingTime(harness.getProcessingTime() + Hearing.TRY_EVERY_MS);
        }
    }

    private void say(SeriesFeedback feedback) throws Exception {
        harness.processElement(new StreamRecord<>(RawRecord.of(Topics.FEEDBACK, 0, 0, feedback), 0));
    }

    private static SeriesFeedback falseAlarm(String anomaly, int atSecond) {
        return new SeriesFeedback(
                "f-" + anomaly,
                QUEUE,
                WORKLOAD,
                "depths",
                SeriesFeedback.Verdict.FALSE_ALARM,
                anomaly,
                Instant.ofEpochSecond(atSecond),
                "kim",
                "");
    }

    private static SeriesFeedback missed(int atSecond) {
        return SeriesFeedback.missed(QUEUE, WORKLOAD, "depths", Instant.ofEpochSecond(atSecond), "kim", "");
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
        List<Point> points =
                List.of(Point.of(SampleBatch.UP, 1), new Point("queue_depth", Map.of("queue", "a"), depth));
        SampleBatch batch = new SampleBatch(POD, WORKLOAD, "n1", Instant.ofEpochSecond(second), points);
        harness.processElement(
                new StreamRecord<>(RawRecord.of(Topics.METRICS, second, second * 1_000L, batch), second * 1_000L));
    }

    private static DetectorSpec depths() {
        return new DetectorSpec(
                "depths",
                true,
                new Signal("depth", Signal.Kind.GAUGE, "queue_depth", Map.of(), "", Map.of(), "1"),
                DetectorSpec.Level.SERIES,
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
        return side(Scan.ANOMALIES);
    }

    private List<DeadLetter> deadLetters() {
        return side(DeadLetters.TAG);
    }

    private <T> List<T> side(OutputTag<T> tag) {
        Collection<StreamRecord<T>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }
}
