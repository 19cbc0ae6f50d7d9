package io.traas.detector.workload;

import io.traas.detector.detect.SeriesMemory;
import io.traas.model.Anomaly;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All that is remembered of a workload. Immutable; callers treat the maps as such.
 *
 * @param state what the cluster last said of it, null when it never did
 * @param pods by name
 * @param series by detector and target
 * @param interval number of the last interval that was judged
 * @param rollCall the last one that was sent, null for none
 */
public record WorkloadMemory(
        Target workload,
        TargetState state,
        Map<String, PodMemory> pods,
        Map<String, SeriesMemory> series,
        long interval,
        RollCall rollCall) {

    private static final char SEPARATOR = '|';

    public static WorkloadMemory of(Target workload) {
        return new WorkloadMemory(workload, null, Map.of(), Map.of(), 0, null);
    }

    public WorkloadMemory with(PodReading reading) {
        Map<String, PodMemory> newPods = new HashMap<>(pods);
        newPods.merge(reading.pod().name(), PodMemory.first(reading), (known, first) -> known.with(reading));
        return new WorkloadMemory(workload, state, newPods, series, interval, rollCall);
    }

    public WorkloadMemory with(TargetState newState) {
        boolean older = state != null && newState.observedAt().isBefore(state.observedAt());
        return older ? this : new WorkloadMemory(workload, newState, pods, series, interval, rollCall);
    }

    /** Nothing was ever scraped, or all that was is gone: there is nothing to judge. */
    public boolean isIdle() {
        return pods.isEmpty() && series.isEmpty();
    }

    /** The cluster has it, though perhaps without pods at the moment. */
    public boolean isKnownToCluster() {
        return state != null && !state.deleted();
    }

    /** Open anomalies of one detector. */
    public List<Anomaly> openOf(String detector) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(detector + SEPARATOR)
                        && entry.getValue().isOpen())
                .map(entry -> entry.getValue().open())
                .toList();
    }

    /** Of which targets one detector judged a point in the last interval: those it had data of. */
    public Set<String> judgedBy(String detector) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(detector + SEPARATOR)
                        && entry.getValue().unknownRun() == 0)
                .map(entry -> entry.getKey().substring(detector.length() + 1))
                .collect(Collectors.toSet());
    }

    /** Without anything one detector remembered. */
    public WorkloadMemory without(String detector) {
        Map<String, SeriesMemory> kept = new HashMap<>(series);
        kept.keySet().removeIf(key -> key.startsWith(detector + SEPARATOR));
        return new WorkloadMemory(workload, state, pods, kept, interval, rollCall);
    }

    /** Null when the detector remembers nothing of the target. */
    public SeriesMemory seriesOf(String detector, Target target) {
        return series.get(keyOf(detector, target));
    }

    public WorkloadMemory with(String detector, Target target, SeriesMemory memory) {
        Map<String, SeriesMemory> all = new HashMap<>(series);
        all.put(keyOf(detector, target), memory);
        return new WorkloadMemory(workload, state, pods, all, interval, rollCall);
    }

    static String keyOf(String detector, Target target) {
        return detector + SEPARATOR + target;
    }

    PodState stateOf(String podName) {
        if (state != null) {
            for (PodState pod : state.pods()) {
                if (pod.name().equals(podName)) {
                    return pod;
                }
            }
        }
        return null;
    }
}
