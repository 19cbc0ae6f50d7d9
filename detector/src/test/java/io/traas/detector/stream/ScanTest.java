package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.detect.Tier;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.StateSize;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Raw series, each by itself, through the operator that holds their state. */
class ScanTest {

    private static final Target POD = Target.pod("c", "n", "p-1");
    private static final Target WORKLOAD = Target.deployment("c", "n", "p");
    private static final int MOST_SERIES = 3;
    private static final int LEARNED = 400;
    private static final int WIDE = 12;
    private static final DetectorSpec.Method FOREST = DetectorSpec.Method.RANDOM_CUT_FOREST;

    private final Random random = new Random(5);
    private KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> harness;
    private int second;

    @BeforeEach
    void open() throws Exception {
        harness = harness();
        harness.open();
        harness.processBroadcastWatermark(Long.MAX_VALUE);
        harness.processBroadcastElement(new SpecChange("depths", depths("depths", Map.of())), 0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void oneSeriesThatLeapsIsToldAndItsNeighbourIsNot() throws Exception {
        quiet(LEARNED);
        assertThat(anomalies()).isEmpty();
        scrape(depth("a", 80), depth("b", 10 + random.nextGaussian()));

        assertThat(anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.state()).isEqualTo(Lifecycle.OPENED);
            assertThat(anomaly.series().metric()).isEqualTo("queue_depth");
            assertThat(anomaly.series().labels()).isEqualTo(Map.of("queue", "a"));
            assertThat(anomaly.workload()).isEqualTo(WORKLOAD);
            assertThat(anomaly.detector()).isEqualTo("depths");
            assertThat(anomaly.observed()).isEqualTo(80);
            assertThat(anomaly.expectedHigh()).isLessThan(80);
            assertThat(anomaly.because()).isNotBlank();
        });
        quiet(100);
        assertThat(anomalies()).extracting(Anomaly::state).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
    }

    @Test
    void whatWasLearnedSurvivesARestart() throws Exception {
        quiet(LEARNED);
        restart(MOST_SERIES);
        scrape(depth("a", 80), depth("b", 10));

        assertThat(anomalies()).hasSize(1);
    }

    @Test
    void theDetectorThatAsksForMoreLabelsCounts() throws Exception {
        harness.processBroadcastElement(new SpecChange("only-a", depths("only-a", Map.of("queue", "a"))), 0);
        quiet(LEARNED);
        scrape(depth("a", 80), depth("b", 80));

        assertThat(anomalies()).extracting(Anomaly::detector).containsExactlyInAnyOrder("only-a", "depths");
    }

    @Test
    void moreSeriesThanTheLimitAreNotScannedAndThatIsToldOnce() throws Exception {
        for (int i = 0; i < 5; i++) {
            scrape(depth("a", 1), depth("b", 1), depth("c", 1), depth("d", 1), depth("e", 1));
        }

        assertThat(sideOutput(DeadLetters.TAG))
                .extracting(DeadLetter::reason)
                .singleElement()
                .asString()
                .contains("2 series of c/n/Pod/p-1 are not scanned", "more than 3", "detector.max-series-per-target")
                .contains("queue_depth has 5 series, its label 'queue' 5 values");
    }

    @Test
    void aTargetThatIsGoneLeavesNothingBehindButTheEndOfItsAnomaly() throws Exception {
        quiet(LEARNED);
        scrape(depth("a", 80));
        harness.processWatermark(second * 1_000L + 2 * MeterMemory.FORGET_AFTER_MS);

        assertThat(StateSize.of(harness)).isZero();
        assertThat(anomalies()).last().satisfies(anomaly -> {
            assertThat(anomaly.state()).isEqualTo(Lifecycle.CLOSED);
            assertThat(anomaly.because()).isEqualTo("it is not exposed any more");
        });
    }

    @Test
    void aTargetOfWhichManySeriesStrayALittleIsToldOnceAndEndsWhenTheyDoNotAnyMore() throws Exception {
        start(harness(WIDE));
        harness.processBroadcastElement(new SpecChange("whole", whole()), 0);
        for (int i = 0; i < LEARNED; i++) {
            scrape(wide(0));
        }
        assertThat(wholes()).isEmpty();
        scrape(wide(40));
        scrape(wide(80));

        assertThat(wholes()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.state()).isEqualTo(Lifecycle.OPENED);
            assertThat(anomaly.series().id()).isEqualTo("all series@c/n/Pod/p-1");
            assertThat(anomaly.observed()).isGreaterThan(anomaly.expectedHigh());
            assertThat(anomaly.score()).isBetween(0.5, 1.0);
            assertThat(anomaly.because()).contains("stray together", "queue_depth{queue=q");
        });
        restart(WIDE);
        for (int i = 0; i < 150; i++) {
            scrape(wide(0));
        }
        assertThat(wholes()).extracting(Anomaly::state).containsExactly(Lifecycle.CLOSED);
    }

    @Test
    void whatIsOpenOfATargetEndsWithItsDetectorAndWithTheTarget() throws Exception {
        start(harness(WIDE));
        harness.processBroadcastElement(new SpecChange("whole", whole()), 0);
        for (int i = 0; i < LEARNED; i++) {
            scrape(wide(0));
        }
        scrape(wide(80));
        harness.processBroadcastElement(new SpecChange("whole", null), 0);
        scrape(wide(80));
        assertThat(wholes()).extracting(Anomaly::state).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);

        harness.processBroadcastElement(new SpecChange("whole", whole()), 0);
        for (int i = 0; i < LEARNED; i++) {
            scrape(wide(0));
        }
        scrape(wide(80));
        harness.processWatermark(second * 1_000L + 2 * MeterMemory.FORGET_AFTER_MS);

        assertThat(StateSize.of(harness)).isZero();
        assertThat(wholes())
                .extracting(Anomaly::state)
                .containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED, Lifecycle.OPENED, Lifecycle.CLOSED);
    }

    @Test
    void aForestJudgesOneSeriesAndGoesOnAfterARestart() throws Exception {
        start(harness(Tier.FOREST.weight() + 1));
        harness.processBroadcastElement(new SpecChange("only-a", depths("only-a", Map.of("queue", "a"), FOREST)), 0);
        quiet(LEARNED);
        restart(Tier.FOREST.weight() + 1);
        scrape(depth("a", 80), depth("b", 10));

        assertThat(anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.detector()).isEqualTo("only-a");
            assertThat(anomaly.observed()).isEqualTo(80);
            assertThat(anomaly.expectedHigh()).isLessThan(80);
            assertThat(anomaly.because()).contains("too high");
        });
    }

    @Test
    void aForestCountsForAsManySeriesAsItWeighs() throws Exception {
        start(harness(Tier.FOREST.weight() + 1));
        harness.processBroadcastElement(new SpecChange("depths", depths("depths", Map.of(), FOREST)), 0);
        scrape(depth("a", 1), depth("b", 1));

        assertThat(sideOutput(DeadLetters.TAG))
                .extracting(DeadLetter::reason)
                .singleElement()
                .asString()
                .contains("1 series of c/n/Pod/p-1 are not scanned", "a random cut forest counts for 20");
    }

    @Test
    void aSeriesOfWhichTheMethodIsChangedBeginsAnew() throws Exception {
        quiet(LEARNED);
        scrape(depth("a", 80));
        harness.processBroadcastElement(new SpecChange("depths", depths("depths", Map.of(), FOREST)), 0);
        scrape(depth("a", 80));

        assertThat(anomalies()).extracting(Anomaly::state).containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
        assertThat(sideOutput(DeadLetters.TAG)).hasSize(1);
    }

    private void start(KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> other)
            throws Exception {
        harness.close();
        harness = other;
        harness.open();
        harness.processBroadcastWatermark(Long.MAX_VALUE);
        harness.processBroadcastElement(new SpecChange("depths", depths("depths", Map.of())), 0);
    }

    private void restart(int mostSeries) throws Exception {
        OperatorSubtaskState saved = harness.snapshot(1, 1);
        harness.close();
        harness = harness(mostSeries);
        harness.initializeState(saved);
        harness.open();
        harness.processBroadcastWatermark(Long.MAX_VALUE);
    }

    private static KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> harness()
            throws Exception {
        return harness(MOST_SERIES);
    }

    private static KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> harness(int mostSeries)
            throws Exception {
        return new KeyedBroadcastOperatorTestHarness<>(
                new org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator<>(
                        new Meter(mostSeries), List.of(Detectors.STATE)),
                RawRecord::key,
                Types.STRING,
                1,
                1,
                0);
    }

    private void quiet(int scrapes) throws Exception {
        for (int i = 0; i < scrapes; i++) {
            scrape(depth("a", 10 + random.nextGaussian()), depth("b", 10 + random.nextGaussian()));
        }
    }

    private void scrape(Point... points) throws Exception {
        second++;
        List<Point> all = new ArrayList<>(List.of(Point.of(SampleBatch.UP, 1)));
        all.addAll(List.of(points));
        SampleBatch batch = new SampleBatch(POD, WORKLOAD, "n1", Instant.ofEpochSecond(second), all);
        RawRecord record = RawRecord.of(Topics.METRICS, second, second * 1_000L, batch);
        harness.processElement(new StreamRecord<>(record, second * 1_000L));
    }

    private static Point depth(String queue, double value) {
        return new Point("queue_depth", Map.of("queue", queue), value);
    }

    /** Twelve series with noise of 1, each by so much more. */
    private Point[] wide(double more) {
        return IntStream.range(0, WIDE)
                .mapToObj(i -> depth("q" + i, 10 * i + random.nextGaussian() + more))
                .toArray(Point[]::new);
    }

    private List<Anomaly> wholes() {
        return anomalies().stream()
                .filter(anomaly -> anomaly.detector().equals("whole"))
                .toList();
    }

    private static DetectorSpec whole() {
        return new DetectorSpec(
                "whole",
                true,
                new Signal("whole", Signal.Kind.GAUGE, "*", Map.of(), "", Map.of(), "scales"),
                DetectorSpec.Level.TARGET,
                DetectorSpec.Method.MULTIVARIATE,
                DetectorSpec.Direction.HIGH,
                0,
                0,
                0,
                1,
                1,
                FailureClass.OTHER,
                Severity.SEV3);
    }

    private static DetectorSpec depths(String id, Map<String, String> match) {
        return depths(id, match, DetectorSpec.Method.ENSEMBLE);
    }

    private static DetectorSpec depths(String id, Map<String, String> match, DetectorSpec.Method method) {
        return new DetectorSpec(
                id,
                true,
                new Signal("depth", Signal.Kind.GAUGE, "queue_depth", match, "", Map.of(), "1"),
                DetectorSpec.Level.SERIES,
                method,
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
        return sideOutput(Scan.ANOMALIES);
    }

    private <T> List<T> sideOutput(OutputTag<T> tag) {
        Collection<StreamRecord<T>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }
}
