package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.detect.Catalog;
import io.traas.detector.testing.StateSize;
import io.traas.detector.testing.Town;
import io.traas.detector.workload.PodReading;
import io.traas.detector.workload.Traffic;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.Lifecycle;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.SignalMeter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private final Town town = new Town(3);
    private final SignalMeter meter = new SignalMeter(new Catalog(Catalog.shipped()).signals());
    private final Map<Target, CounterMemory> counters = new HashMap<>();
    private KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness;
    private int second;

    @BeforeEach
    void open() throws Exception {
        harness = ProcessFunctionTestHarnesses.forKeyedBroadcastProcessFunction(
                new Watch(1_000, 0), Observation::key, Types.STRING, Detectors.STATE);
        // What is broadcast never holds event time back.
        harness.processBroadcastWatermark(Long.MAX_VALUE);
        tell();
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void isJudgedAsSoonAsEveryPodHasReportedWithoutWaitingForEventTime() throws Exception {
        play(5);
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.8);
        scrape();
        watermark();
        scrape();

        assertThat(opened()).extracting(Anomaly::detector).containsExactly("errors-high");
    }

    @Test
    void aPodThatDoesNotReportIsWaitedForOnlyUntilTheIntervalIsOver() throws Exception {
        play(5);
        town.podsOf(Town.STOCK).get(0).scraped = false;
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.8);
        scrape();
        assertThat(opened()).isEmpty();
        watermark();
        scrape();

        assertThat(opened()).extracting(Anomaly::detector).containsExactly("errors-high");
        assertThat(opened().get(0).completeness()).isLessThan(1);
    }

    @Test
    void theTrafficOfAWorkloadIsToldOnceAnIntervalUnlessOneOfItsPodsIsNotHeard() throws Exception {
        play(20);
        assertThat(traffic()).hasSizeBetween(17, 20).allSatisfy(row -> {
            assertThat(row.requests()).isBetween(50f, 70f);
            assertThat(row.latencySeconds()).isBetween(0.015f, 0.025f);
            assertThat(row.errorShare()).isZero();
        });
        assertThat(traffic()).extracting(Traffic::interval).doesNotHaveDuplicates();

        int told = traffic().size();
        town.podsOf(Town.STOCK).get(0).up = false;
        play(10);

        assertThat(traffic().size()).isLessThanOrEqualTo(told + 1);
    }

    private List<Traffic> traffic() {
        return harness.extractOutputValues().stream()
                .map(Finding::traffic)
                .filter(Objects::nonNull)
                .filter(row -> row.workload().equals(Town.STOCK))
                .toList();
    }

    @Test
    void silenceOfEveryPodOfAWorkloadIsNoticedByEventTimeAlone() throws Exception {
        play(5);
        town.podsOf(Town.STOCK).forEach(pod -> pod.scraped = false);
        play(8);

        assertThat(opened()).hasSize(3).extracting(Anomaly::detector).containsOnly("pod-silent");
    }

    @Test
    void eventTimeThatLeapsIsNotSilence() throws Exception {
        play(5);
        second += 3_600;
        watermark();
        play(3);

        assertThat(opened()).isEmpty();
    }

    @Test
    void aDeletedWorkloadLeavesNoStateAndNoTimersBehind() throws Exception {
        play(3);
        town.allPods().stream().filter(pod -> !pod.workload.equals(Town.STOCK)).forEach(pod -> pod.scraped = false);
        for (TargetState state : town.states(second)) {
            process(Observation.of(deleted(state)));
        }
        town.allPods().forEach(pod -> pod.scraped = false);
        play(4);

        assertThat(StateSize.of(harness)).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aChangedDetectorClosesWhatItOpenedAndLeavesTheOthersTheirBaselines() throws Exception {
        play(40);
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.3);
        play(3);
        assertThat(opened()).hasSize(1);

        DetectorSpec spec = Catalog.shipped().stream()
                .filter(each -> each.id().equals("errors-high"))
                .findFirst()
                .orElseThrow();
        harness.processBroadcastElement(new SpecChange("errors-high", withThreshold(spec, 0.9)), 0);
        assertThat(anomalies(Lifecycle.CLOSED))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.because()).contains("changed by an operator"));
        play(5);
        town.podsOf(Town.STOCK).forEach(pod -> pod.latency = 2);
        play(5);

        assertThat(opened()).extracting(Anomaly::detector).containsExactly("errors-high", "latency-unusual");
    }

    @Test
    void aDetectorSentAgainUnchangedDisturbsNothing() throws Exception {
        DetectorSpec spec = Catalog.shipped().get(0);
        harness.processBroadcastElement(new SpecChange(spec.id(), spec), 0);
        play(5);
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.3);
        play(3);

        harness.processBroadcastElement(new SpecChange(spec.id(), spec), 0);

        assertThat(anomalies(Lifecycle.CLOSED)).isEmpty();
    }

    @Test
    void anObjectiveOfOneServiceIsJudgedForThatServiceOnly() throws Exception {
        DetectorSpec shipped = Catalog.shipped().get(0);
        harness.processBroadcastElement(
                new SpecChange(
                        "stock-objective",
                        new DetectorSpec(
                                "stock-objective",
                                true,
                                shipped.signal(),
                                shipped.level(),
                                DetectorSpec.Method.BURN_RATE,
                                shipped.direction(),
                                0,
                                0,
                                0,
                                1,
                                1,
                                shipped.failureClass(),
                                shipped.severity(),
                                "market/st.*",
                                0.999,
                                100,
                                0,
                                0)),
                0);
        play(10);
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.9);
        town.podsOf(Town.PRICES).forEach(pod -> pod.errorShare = 0.9);
        play(70);

        assertThat(opened().stream().filter(each -> each.detector().equals("stock-objective")))
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.workload()).isEqualTo(Town.STOCK));
        assertThat(opened().stream().filter(each -> each.detector().equals("errors-high")))
                .hasSize(2);
    }

    private void play(int seconds) throws Exception {
        for (int i = 0; i < seconds; i++) {
            scrape();
            watermark();
        }
    }

    private void scrape() throws Exception {
        for (SampleBatch batch : town.scrapes(second)) {
            SignalMeter.Readings readings =
                    meter.read(batch, counters.getOrDefault(batch.target(), CounterMemory.NONE));
            counters.put(batch.target(), readings.memory());
            process(Observation.of(new PodReading(
                    batch.target(),
                    batch.workload(),
                    batch.node(),
                    batch.observedAt().toEpochMilli(),
                    batch.up(),
                    readings.bySignal())));
        }
        second++;
    }

    private void watermark() throws Exception {
        harness.processWatermark(Town.START_MS + second * 1_000L);
    }

    private void tell() throws Exception {
        for (TargetState state : town.states(second)) {
            process(Observation.of(state));
        }
    }

    private void process(Observation observation) throws Exception {
        harness.processElement(observation, 0);
    }

    private List<Anomaly> anomalies(Lifecycle state) {
        return harness.extractOutputValues().stream()
                .map(Finding::anomaly)
                .filter(Objects::nonNull)
                .filter(anomaly -> anomaly.state() == state)
                .toList();
    }

    private List<Anomaly> opened() {
        return anomalies(Lifecycle.OPENED);
    }

    private static TargetState deleted(TargetState state) {
        return new TargetState(
                state.target(),
                state.uid(),
                Instant.ofEpochMilli(Town.START_MS + 3_600_000),
                true,
                0,
                0,
                state.revision(),
                0,
                false,
                false,
                false,
                false,
                0,
                -1,
                state.autonomy(),
                "",
                List.of(),
                List.of());
    }

    private static DetectorSpec withThreshold(DetectorSpec spec, double threshold) {
        return new DetectorSpec(
                spec.id(),
                true,
                spec.signal(),
                spec.level(),
                spec.method(),
                spec.direction(),
                threshold,
                spec.minDelta(),
                spec.minWeight(),
                spec.breaches(),
                spec.window(),
                spec.failureClass(),
                spec.severity());
    }
}
