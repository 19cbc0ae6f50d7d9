package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.detect.Catalog;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.StateSize;
import io.traas.detector.workload.PodReading;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MeterTest {

    private static final Target POD = Target.pod("c", "n", "p-1");
    private static final Target WORKLOAD = Target.deployment("c", "n", "p");

    private KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> harness;

    @BeforeEach
    void open() throws Exception {
        harness = ProcessFunctionTestHarnesses.forKeyedBroadcastProcessFunction(
                new Meter(3), RawRecord::key, Types.STRING, Detectors.STATE);
        // What is broadcast never holds event time back.
        harness.processBroadcastWatermark(Long.MAX_VALUE);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void twoScrapesGiveTheRatesBetweenThem() throws Exception {
        scrape(1_000, 100, 0);
        scrape(2_000, 130, 30);

        assertThat(readings().get(1).bySignal().get("errors").value()).isEqualTo(0.5);
        assertThat(readings().get(1).bySignal().get("requests").value()).isEqualTo(60);
    }

    @Test
    void aScrapeSeenBeforeIsNotCountedAgain() throws Exception {
        scrape(1_000, 100, 0);
        scrape(2_000, 130, 0);
        scrape(2_000, 130, 0);
        scrape(1_000, 100, 0);

        assertThat(readings()).hasSize(2);
    }

    @Test
    void garbageAndScrapesFromTheFutureAreBuriedWithTheirAddress() throws Exception {
        process(new RawRecord(
                "traas.metrics", "k", "traas.metrics/3@5", 1_000, "junk".getBytes(StandardCharsets.UTF_8)));
        process(new RawRecord("traas.metrics", "k", "traas.metrics/3@6", 1_000, null));
        process(new RawRecord("traas.metrics", "k", "traas.metrics/3@7", 1_000, bytes(3_600_000, 1, 0)));

        assertThat(deadLetters())
                .extracting(DeadLetter::about)
                .containsExactly("traas.metrics/3@5", "traas.metrics/3@6", "traas.metrics/3@7");
        assertThat(deadLetters().get(2).reason()).contains("later than it was written");
        assertThat(readings()).isEmpty();
    }

    @Test
    void aSignalAskedForLaterStartsWithoutAPastAndTheOthersOnlySkipOnce() throws Exception {
        scrape(1_000, 1_000_000, 0);
        scrape(2_000, 1_000_010, 0);
        Signal old = new Signal(
                "oks",
                Signal.Kind.RATE,
                "http_server_requests_seconds_count",
                Map.of("status", "200"),
                "",
                Map.of(),
                "1/s");
        harness.processBroadcastElement(change("oks", old), 2_500);
        scrape(3_000, 1_000_020, 0);
        scrape(4_000, 1_000_030, 0);

        assertThat(readings().get(2).bySignal()).doesNotContainKeys("oks", "requests");
        assertThat(readings().get(3).bySignal().get("oks").value()).isEqualTo(10);
        assertThat(readings().get(3).bySignal().get("requests").value()).isEqualTo(10);
    }

    @Test
    void aTargetThatIsGoneLeavesNoStateBehind() throws Exception {
        scrape(1_000, 100, 0);
        assertThat(StateSize.of(harness)).isEqualTo(1);

        harness.processWatermark(1_000 + 2 * MeterMemory.FORGET_AFTER_MS);

        assertThat(StateSize.of(harness)).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aHeartbeatPassesAsSuch() throws Exception {
        Target platform = new Target("c", "", "Platform", "heartbeat");
        SampleBatch beat = new SampleBatch(
                platform, platform, "", Instant.ofEpochMilli(1_000), List.of(Point.of(SampleBatch.HEARTBEAT, 17)));
        process(RawRecord.of(Topics.METRICS, 1, 1_000, beat));

        assertThat(harness.extractOutputValues()).containsExactly(Observation.of(new Heartbeat(platform, 17)));
    }

    private void scrape(long atMillis, double ok, double failed) throws Exception {
        process(new RawRecord(
                "traas.metrics", POD.toString(), "traas.metrics/0@1", atMillis, bytes(atMillis, ok, failed)));
    }

    private void process(RawRecord record) throws Exception {
        harness.processElement(record, record.atMillis());
    }

    private static byte[] bytes(long atMillis, double ok, double failed) {
        List<Point> points = List.of(
                Point.of(SampleBatch.UP, 1),
                new Point("http_server_requests_seconds_count", Map.of("status", "200"), ok),
                new Point("http_server_requests_seconds_count", Map.of("status", "500"), failed));
        return Topics.METRICS
                .codec()
                .encode(new SampleBatch(POD, WORKLOAD, "node", Instant.ofEpochMilli(atMillis), points));
    }

    private static SpecChange change(String id, Signal signal) {
        DetectorSpec any = Catalog.shipped().get(0);
        return new SpecChange(
                id,
                new DetectorSpec(
                        id,
                        true,
                        signal,
                        any.level(),
                        any.method(),
                        any.direction(),
                        any.threshold(),
                        any.minDelta(),
                        any.minWeight(),
                        any.breaches(),
                        any.window(),
                        any.failureClass(),
                        any.severity()));
    }

    private List<PodReading> readings() {
        return harness.extractOutputValues().stream().map(Observation::reading).toList();
    }

    private List<DeadLetter> deadLetters() {
        List<DeadLetter> letters = new ArrayList<>();
        var output = harness.getSideOutput(DeadLetters.TAG);
        if (output != null) {
            for (StreamRecord<DeadLetter> record : output) {
                letters.add(record.getValue());
            }
        }
        return letters;
    }
}
