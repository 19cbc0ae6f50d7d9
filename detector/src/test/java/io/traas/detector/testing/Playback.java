package io.traas.detector.testing;

import io.traas.detector.correlate.ClusterView;
import io.traas.detector.correlate.Correlator;
import io.traas.detector.correlate.CorrelatorMemory;
import io.traas.detector.correlate.TrafficHistory;
import io.traas.detector.detect.Catalog;
import io.traas.detector.workload.Evaluation;
import io.traas.detector.workload.PodReading;
import io.traas.detector.workload.Presence;
import io.traas.detector.workload.RollCall;
import io.traas.detector.workload.WorkloadMemory;
import io.traas.detector.workload.WorkloadWatch;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.SignalMeter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Plays a {@link Town} second by second through the pure parts of the detector, as the job would. */
public final class Playback {

    private static final long INTERVAL_MS = 1_000;
    private static final long STEP_MS = 250;
    private static final long SETTLE_MS = 3_000;

    public final List<Anomaly> anomalies = new ArrayList<>();
    public final List<Incident> incidents = new ArrayList<>();

    private final Town town;
    private final Random shuffle;
    private final Catalog catalog = new Catalog(Catalog.shipped());
    private final SignalMeter meter = new SignalMeter(catalog.signals());
    private final WorkloadWatch watch = new WorkloadWatch(catalog, INTERVAL_MS, SETTLE_MS);
    private final Correlator correlator = new Correlator(500, 3_000);
    private final Map<Target, CounterMemory> counters = new HashMap<>();
    private final Map<Target, WorkloadMemory> workloads = new HashMap<>();
    private final Map<Target, TargetState> states = new HashMap<>();
    private final Map<Target, RollCall> rollCalls = new HashMap<>();
    private final Map<Target, TrafficHistory> traffic = new HashMap<>();
    private final List<ChangeEvent> changes = new ArrayList<>();
    private CorrelatorMemory memory = CorrelatorMemory.EMPTY;
    private int second;

    public Playback(Town town) {
        this(town, 0);
    }

    /** @param shuffleSeed order in which anomalies of one moment reach the correlator */
    public Playback(Town town, long shuffleSeed) {
        this.town = town;
        this.shuffle = new Random(shuffleSeed);
        tellStates();
    }

    public Town town() {
        return town;
    }

    public int second() {
        return second;
    }

    public void changed(ChangeEvent change) {
        changes.add(change);
    }

    /** What the cluster says now reaches the detector. */
    public void tellStates() {
        for (TargetState state : town.states(second)) {
            states.put(state.target(), state);
            workloads.merge(
                    state.target(),
                    WorkloadMemory.of(state.target()).with(state),
                    (known, unused) -> known.with(state));
        }
    }

    /** Lets so many seconds pass. */
    public Playback play(int seconds) {
        for (int i = 0; i < seconds; i++) {
            town.scrapes(second).forEach(this::scraped);
            List<Anomaly> news = new ArrayList<>();
            for (Target workload : List.copyOf(workloads.keySet())) {
                Evaluation evaluation = watch.evaluate(workloads.get(workload), Town.START_MS / INTERVAL_MS + second);
                workloads.put(workload, evaluation.memory());
                news.addAll(evaluation.anomalies());
                if (evaluation.rollCall() != null) {
                    rollCalls.put(workload, evaluation.rollCall());
                }
                if (evaluation.traffic() != null) {
                    traffic.put(
                            workload,
                            traffic.getOrDefault(workload, TrafficHistory.NONE)
                                    .with(evaluation.traffic(), memory.troubledSinceMs(workload)));
                }
            }
            Collections.shuffle(news, shuffle);
            long endMs = Town.START_MS + (second + 1) * INTERVAL_MS;
            for (Anomaly anomaly : news) {
                anomalies.add(anomaly);
                memory = correlator.heard(memory, anomaly, endMs);
            }
            for (long at = endMs; at < endMs + INTERVAL_MS; at += STEP_MS) {
                Correlator.Step step = correlator.step(memory, view(), at, at);
                memory = step.memory();
                incidents.addAll(step.events());
            }
            second++;
        }
        return this;
    }

    private ClusterView view() {
        List<Presence> fleet = new ArrayList<>();
        rollCalls.values().forEach(rollCall -> fleet.addAll(rollCall.pods()));
        return new ClusterView(states.values(), fleet, changes, traffic);
    }

    private void scraped(SampleBatch batch) {
        SignalMeter.Readings readings = meter.read(batch, counters.getOrDefault(batch.target(), CounterMemory.NONE));
        counters.put(batch.target(), readings.memory());
        PodReading reading = new PodReading(
                batch.target(),
                batch.workload(),
                batch.node(),
                batch.observedAt().toEpochMilli(),
                batch.up(),
                readings.bySignal());
        workloads.compute(
                batch.workload(), (target, known) -> (known == null ? WorkloadMemory.of(target) : known).with(reading));
    }

    public List<Incident> opened() {
        return incidents.stream()
                .filter(each -> each.state() == Lifecycle.OPENED)
                .toList();
    }

    public List<Incident> closed() {
        return incidents.stream()
                .filter(each -> each.state() == Lifecycle.CLOSED)
                .toList();
    }

    /** The latest word on the only incident there was. */
    public Incident last() {
        if (opened().size() != 1) {
            throw new AssertionError("expected one incident, opened were " + opened());
        }
        return incidents.get(incidents.size() - 1);
    }
}
