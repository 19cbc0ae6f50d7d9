package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.Target;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Open incidents, oldest first, and open anomalies that belong to none yet, by id. Immutable.
 */
public record CorrelatorMemory(List<Case> cases, Map<String, Waiting> waiting) {

    public static final CorrelatorMemory EMPTY = new CorrelatorMemory(List.of(), Map.of());

    public CorrelatorMemory {
        cases = List.copyOf(cases);
        waiting = Map.copyOf(waiting);
    }

    /**
     * Event time at which the incident began that the workload belongs to, or else the oldest one of its cluster;
     * {@link Long#MIN_VALUE} when there is none.
     */
    public long troubledSinceMs(Target workload) {
        return oldestMs(each -> each.workload().equals(workload))
                .orElse(oldestMs(each -> true).orElse(Long.MIN_VALUE));
    }

    private OptionalLong oldestMs(Predicate<Anomaly> member) {
        return cases.stream()
                .filter(each -> each.members().values().stream().anyMatch(member))
                .mapToLong(each -> each.incident().openedAt().toEpochMilli())
                .min();
    }

    public boolean isEmpty() {
        return cases.isEmpty() && waiting.isEmpty();
    }
}
