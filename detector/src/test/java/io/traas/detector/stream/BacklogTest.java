package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.detect.Catalog;
import io.traas.detector.testing.Town;
import io.traas.detector.workload.PodReading;
import io.traas.model.Anomaly;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.SignalMeter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** After a pause partitions are read at different speeds; what is found is what would have been found without one. */
class BacklogTest {

    private static final int SECONDS = 60;
    private static final int PAUSED_AT = 25;
    private static final int PARTITIONS = 3;
    private static final long LATENESS_MS = 300;

    private static KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness()
            throws Exception {
        return ProcessFunctionTestHarnesses.forKeyedBroadcastProcessFunction(
                new Watch(1_000, 0, LATENESS_MS), Observation::key, Types.STRING, Detectors.STATE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatWasMissedIsJudgedAsItWouldHaveBeen(long seed) throws Exception {
        List<PodReading> script = script(seed);

        KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness = harness();
        harness.processBroadcastWatermark(Long.MAX_VALUE);
        play(harness, script);
        List<String> live = toldToTheEnd(harness);
        assertThat(live).hasSizeGreaterThan(8);

        assertThat(withAPause(script, new Random(seed))).containsExactlyInAnyOrderElementsOf(live);
    }

    private static List<String> withAPause(List<PodReading> script, Random random) throws Exception {
        long pausedMs = Town.START_MS + PAUSED_AT * 1_000L;
        List<PodReading> before =
                script.stream().filter(each -> each.atMillis() < pausedMs).toList();
        List<PodReading> missed =
                script.stream().filter(each -> each.atMillis() >= pausedMs).toList();
        KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> first = harness();
        first.processBroadcastWatermark(Long.MAX_VALUE);
        play(first, before);
        OperatorSubtaskState kept = first.snapshot(1, 1);
        List<String> told = new ArrayList<>(told(first));
        first.close();

        KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> second =
                new KeyedBroadcastOperatorTestHarness<>(
                        new CoBroadcastWithKeyedOperator<>(new Watch(1_000, 0, LATENESS_MS), List.of(Detectors.STATE)),
                        Observation::key,
                        Types.STRING,
                        1,
                        1,
                        0);
        second.initializeState(kept);
        second.open();
        second.processBroadcastWatermark(Long.MAX_VALUE);
        catchUp(second, missed, random);
        told.addAll(toldToTheEnd(second));
        return told;
    }

    /** Partitions in any order, each in its own; event time is that of the slowest. */
    private static void catchUp(
            KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness,
            List<PodReading> missed,
            Random random)
            throws Exception {
        List<Deque<PodReading>> partitions = new ArrayList<>();
        for (int i = 0; i < PARTITIONS; i++) {
            partitions.add(new ArrayDeque<>());
        }
        missed.forEach(each -> partitions
                .get(Math.floorMod(each.pod().name().hashCode(), PARTITIONS))
                .add(each));
        long[] newest = new long[PARTITIONS];
        while (partitions.stream().anyMatch(each -> !each.isEmpty())) {
            int partition = random.nextInt(PARTITIONS);
            int records = random.nextInt(40);
            for (int i = 0; i < records && !partitions.get(partition).isEmpty(); i++) {
                PodReading reading = partitions.get(partition).poll();
                newest[partition] = reading.atMillis();
                harness.processElement(Observation.of(reading), reading.atMillis());
            }
            long slowest = Math.min(newest[0], Math.min(newest[1], newest[2]));
            if (slowest > 0) {
                harness.processWatermark(slowest - LATENESS_MS - 1);
            }
        }
    }

    private static void play(
            KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness,
            List<PodReading> readings)
            throws Exception {
        for (PodReading reading : readings) {
            harness.processElement(Observation.of(reading), reading.atMillis());
            harness.processWatermark(reading.atMillis() - LATENESS_MS - 1);
        }
    }

    private static List<String> toldToTheEnd(
            KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness) throws Exception {
        harness.processWatermark(Town.START_MS + SECONDS * 1_000L + 1_000);
        List<String> told = told(harness);
        harness.close();
        return told;
    }

    private static List<String> told(
            KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> harness) {
        return harness.extractOutputValues().stream()
                .map(Finding::anomaly)
                .filter(Objects::nonNull)
                .map(BacklogTest::text)
                .toList();
    }

    private static String text(Anomaly anomaly) {
        return anomaly.state() + " " + anomaly.id() + " " + anomaly.series().id() + " " + anomaly.updatedAt();
    }

    /** Pods stop answering for three scrapes now and then, each at a time of its own, and one workload fails for a while. */
    private static List<PodReading> script(long seed) {
        Town town = new Town(seed);
        SignalMeter meter = new SignalMeter(new Catalog(Catalog.shipped()).signals());
        Map<Target, CounterMemory> counters = new HashMap<>();
        List<PodReading> readings = new ArrayList<>();
        for (int second = 0; second < SECONDS; second++) {
            List<Town.Pod> pods = town.allPods();
            for (int i = 0; i < pods.size(); i++) {
                pods.get(i).up = second < 10 || (second + 7 * i) % 20 >= 3;
                boolean fails = pods.get(i).workload.equals(Town.STOCK) && second >= 30 && second < 35;
                pods.get(i).errorShare = fails ? 0.7 : 0;
            }
            for (SampleBatch batch : town.scrapes(second)) {
                SignalMeter.Readings read =
                        meter.read(batch, counters.getOrDefault(batch.target(), CounterMemory.NONE));
                counters.put(batch.target(), read.memory());
                readings.add(new PodReading(
                        batch.target(),
                        batch.workload(),
                        batch.node(),
                        batch.observedAt().toEpochMilli(),
                        batch.up(),
                        read.bySignal()));
            }
        }
        return readings;
    }
}
