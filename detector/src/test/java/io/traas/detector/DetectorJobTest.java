package io.traas.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.stream.embedded.Checkpoints;
import io.traas.detector.stream.embedded.EmbeddedFlink;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.CollectingSink;
import io.traas.detector.testing.ScriptedSource;
import io.traas.detector.testing.Town;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole job on a real embedded cluster, with sources and sinks in memory. */
class DetectorJobTest {

    private static final int WARM = 45;

    @TempDir
    Path folder;

    private final CollectingSink<Anomaly> anomalies = new CollectingSink<>();
    private final CollectingSink<Incident> incidents = new CollectingSink<>();
    private final CollectingSink<DeadLetter> deadLetters = new CollectingSink<>();

    @Test
    void badReleaseBecomesOneIncidentThatOpensAndCloses() throws Exception {
        Town town = new Town(1);
        List<RawRecord> control = records(town);
        List<RawRecord> metrics = new ArrayList<>();
        play(town, metrics, 0, WARM);
        metrics.add(new RawRecord(
                Topics.METRICS.name(),
                "x",
                "traas.metrics/0@7",
                atMillis(WARM),
                "garbage".getBytes(StandardCharsets.UTF_8)));
        metrics.add(heartbeat(WARM, 42));
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.6);
        town.podsOf(Town.ORDERS).forEach(pod -> pod.errorShare = 0.5);
        play(town, metrics, WARM, WARM + 8);
        town.allPods().forEach(pod -> pod.errorShare = 0);
        play(town, metrics, WARM + 8, WARM + 25);

        runUntilClosed(control, metrics, Optional.empty());

        assertThat(troubles(Lifecycle.OPENED)).singleElement().satisfies(incident -> {
            assertThat(incident.service()).isEqualTo(Town.STOCK);
            assertThat(incident.failureClass()).isEqualTo(FailureClass.ERRORS);
            assertThat(incident.impact()).contains(Town.ORDERS);
        });
        assertThat(troubles(Lifecycle.CLOSED).get(0).id())
                .isEqualTo(troubles(Lifecycle.OPENED).get(0).id());
        assertThat(deadLetters.values())
                .singleElement()
                .satisfies(letter -> assertThat(letter.about()).isEqualTo("traas.metrics/0@7"));
        assertThat(incidents.values()).anySatisfy(incident -> {
            assertThat(incident.id()).isEqualTo("heartbeat-42");
            assertThat(incident.failureClass()).isEqualTo(FailureClass.HEARTBEAT);
        });
    }

    @Test
    void restartFromCheckpointNeitherForgetsNorRepeatsAnOpenIncident() throws Exception {
        Town town = new Town(2);
        List<RawRecord> control = records(town);
        List<RawRecord> metrics = new ArrayList<>();
        play(town, metrics, 0, WARM);
        town.podsOf(Town.PRICES).forEach(pod -> pod.errorShare = 0.6);
        play(town, metrics, WARM, WARM + 40);
        town.allPods().forEach(pod -> pod.errorShare = 0);
        play(town, metrics, WARM + 40, WARM + 60);

        EmbeddedFlink first = start(control, metrics, 150, Optional.empty());
        await().atMost(Duration.ofSeconds(120))
                .until(() -> troubles(Lifecycle.OPENED).size() == 1);
        Instant opened = Instant.now();
        Checkpoints checkpoints = new Checkpoints(folder);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> checkpoints
                        .newestAt()
                        .filter(at -> at.toInstant().isAfter(opened.plusMillis(500)))
                        .isPresent());
        first.close();
        assertThat(troubles(Lifecycle.CLOSED)).isEmpty();

        runUntilClosed(control, metrics, checkpoints.newest());

        assertThat(troubles(Lifecycle.OPENED)).hasSize(1);
        assertThat(troubles(Lifecycle.CLOSED).get(0).id())
                .isEqualTo(troubles(Lifecycle.OPENED).get(0).id());
        assertThat(anomalies.values().stream()
                        .filter(anomaly -> anomaly.state() == Lifecycle.OPENED)
                        .map(Anomaly::id))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatAPersonCallsAFalseAlarmIsClosedAsSuch() throws Exception {
        Town town = new Town(4);
        Town.Pod pod = town.podsOf(Town.STOCK).get(0);
        List<RawRecord> metrics = new ArrayList<>();
        play(town, metrics, 0, WARM);
        pod.busyShare = 0.8;
        play(town, metrics, WARM, WARM + 1);
        // What was seen before changes nothing: the job goes on, and the word comes when the anomaly has long been
        // open.
        metrics.addAll(Collections.nCopies(6_000, metrics.get(0)));
        Series threads = Series.of(pod.target, "executor_active_threads");
        SeriesFeedback word = new SeriesFeedback(
                "f-1",
                threads,
                pod.workload,
                "threads",
                SeriesFeedback.Verdict.FALSE_ALARM,
                Anomaly.idOf(threads, "threads", firstAlert(pod.target, metrics)),
                Instant.EPOCH,
                "kim",
                "a load test");
        List<RawRecord> control = records(town);
        control.add(RawRecord.of(Topics.DETECTORS, 0, atMillis(0), threadsOf(Town.STOCK)));
        control.addAll(Collections.nCopies(8_000, control.get(0)));
        control.add(RawRecord.of(Topics.FEEDBACK, 0, atMillis(0), word));

        EmbeddedFlink flink = start(control, metrics, 300, Optional.empty());
        try {
            await().atMost(Duration.ofSeconds(120))
                    .untilAsserted(() -> assertThat(anomalies.values())
                            .filteredOn(anomaly -> anomaly.id().equals(word.anomalyId()))
                            .extracting(Anomaly::state)
                            .containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED));
        } finally {
            flink.close();
        }
        assertThat(anomalies.values())
                .extracting(Anomaly::because)
                .contains("called a false alarm by kim: a load test");
        assertThat(deadLetters.values()).isEmpty();
    }

    /** When the shipped detector speaks of the busy threads of the pod. */
    private static Instant firstAlert(Target pod, List<RawRecord> metrics) {
        Ensemble ensemble = Ensemble.shipped();
        for (RawRecord record : metrics) {
            SampleBatch batch = Topics.METRICS.codec().decode(record.bytes());
            for (Point point : batch.points()) {
                if (batch.target().equals(pod)
                        && point.metric().equals("executor_active_threads")
                        && ensemble.observe(batch.observedAt().toEpochMilli(), point.value())
                                .alert()) {
                    return batch.observedAt();
                }
            }
        }
        throw new AssertionError("the leap is not remarkable");
    }

    private static DetectorSpec threadsOf(Target workload) {
        return new DetectorSpec(
                "threads",
                true,
                new Signal("threads", Signal.Kind.GAUGE, "executor_active_threads", Map.of(), "", Map.of(), "1"),
                DetectorSpec.Level.SERIES,
                DetectorSpec.Method.ENSEMBLE,
                DetectorSpec.Direction.HIGH,
                0,
                0,
                0,
                1,
                1,
                FailureClass.SATURATION,
                Severity.SEV3,
                workload.namespace() + "/" + workload.name(),
                0,
                0,
                0,
                0);
    }

    @Test
    void aCheckpointThatCannotBeReadEndsTheRunWithAReasonInsteadOfStartingWithoutMemory() throws Exception {
        Path broken = Files.createDirectories(folder.resolve("run/chk-3"));
        Files.writeString(broken.resolve("_metadata"), "not a checkpoint");
        Town town = new Town(3);
        List<RawRecord> metrics = new ArrayList<>();
        play(town, metrics, 0, 2);

        assertThatThrownBy(() -> stopped(start(records(town), metrics, 100, new Checkpoints(folder).newest())))
                .hasStackTraceContaining("checkpoint");
    }

    /** Some failures surface at the submission, others when the job comes up. */
    private static void stopped(EmbeddedFlink flink) throws InterruptedException {
        await().atMost(Duration.ofSeconds(60)).until(() -> flink.state() == EmbeddedFlink.State.STOPPED);
        throw new IllegalStateException(flink.reason());
    }

    private void runUntilClosed(List<RawRecord> control, List<RawRecord> metrics, Optional<Path> restore)
            throws Exception {
        EmbeddedFlink flink = start(control, metrics, 1_000, restore);
        try {
            await().atMost(Duration.ofSeconds(120))
                    .until(() -> troubles(Lifecycle.CLOSED).size() == 1);
        } finally {
            flink.close();
        }
    }

    private List<Incident> troubles(Lifecycle state) {
        return incidents.values().stream()
                .filter(each -> each.failureClass() != FailureClass.HEARTBEAT && each.state() == state)
                .toList();
    }

    private EmbeddedFlink start(
            List<RawRecord> control, List<RawRecord> metrics, double perSecond, Optional<Path> restore)
            throws Exception {
        DetectorConfig config = new DetectorConfig(
                Duration.ofSeconds(1),
                Duration.ofMillis(300),
                Duration.ofSeconds(60),
                Duration.ofSeconds(3),
                Duration.ofMillis(500),
                Duration.ofSeconds(3),
                2_000);
        DetectorJob job = new DetectorJob(
                ScriptedSource.of(metrics, perSecond),
                ScriptedSource.of(control, 1_000),
                anomalies,
                incidents,
                deadLetters);
        return EmbeddedFlink.start(env -> job.define(env, config), 1, Duration.ofMillis(300), folder, restore);
    }

    private static List<RawRecord> records(Town town) {
        List<RawRecord> records = new ArrayList<>();
        town.states(0).forEach(state -> records.add(RawRecord.of(Topics.TARGETS, records.size(), atMillis(0), state)));
        return records;
    }

    private static void play(Town town, List<RawRecord> into, int fromSecond, int toSecond) {
        for (int second = fromSecond; second < toSecond; second++) {
            town.scrapes(second)
                    .forEach(batch -> into.add(RawRecord.of(
                            Topics.METRICS, into.size(), batch.observedAt().toEpochMilli(), batch)));
        }
    }

    private static RawRecord heartbeat(int second, long sequence) {
        Target platform = new Target("town", "", "Platform", "heartbeat");
        return RawRecord.of(
                Topics.METRICS,
                0,
                atMillis(second),
                new SampleBatch(
                        platform,
                        platform,
                        "",
                        Instant.ofEpochMilli(atMillis(second)),
                        List.of(Point.of(SampleBatch.HEARTBEAT, sequence), Point.of(SampleBatch.UP, 1))));
    }

    private static long atMillis(int second) {
        return Town.START_MS + second * 1_000L;
    }
}
