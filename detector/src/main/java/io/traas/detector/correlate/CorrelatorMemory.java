package io.traas.detector.correlate;

import java.util.List;
import java.util.Map;

/**
 * Open incidents, oldest first, and open anomalies that belong to none yet, by id. Immutable.
 */
public record CorrelatorMemory(List<Case> cases, Map<String, Waiting> waiting) {

    public static final CorrelatorMemory EMPTY = new CorrelatorMemory(List.of(), Map.of());

    public CorrelatorMemory {
        cases = List.copyOf(cases);
        waiting = Map.copyOf(waiting);
    }

    public boolean isEmpty() {
        return cases.isEmpty() && waiting.isEmpty();
    }
}
