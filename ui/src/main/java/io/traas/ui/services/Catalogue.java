package io.traas.ui.services;

import io.traas.model.DetectorSpec;
import io.traas.model.RunbookInfo;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The newest of everything on the compacted topics: workloads and nodes, runbooks, detectors. Thread-safe. */
public final class Catalogue {

    private final Map<Target, TargetState> targets = new ConcurrentHashMap<>();
    private final Map<String, RunbookInfo> runbooks = new ConcurrentHashMap<>();
    private final Map<String, DetectorSpec> detectors = new ConcurrentHashMap<>();

    public void target(TargetState state) {
        if (state.deleted()) {
            targets.remove(state.target());
        } else {
            targets.put(state.target(), state);
        }
    }

    public void runbook(RunbookInfo runbook) {
        runbooks.put(runbook.id(), runbook);
    }

    public void detector(DetectorSpec detector) {
        detectors.put(detector.id(), detector);
    }

    /** Everything that is not a node, by name. */
    List<TargetState> workloads() {
        return targets.values().stream()
                .filter(state -> !state.target().is("Node"))
                .sorted(Comparator.comparing(TargetState::target))
                .toList();
    }

    public List<RunbookInfo> runbooks() {
        return runbooks.values().stream()
                .sorted(Comparator.comparing(RunbookInfo::id))
                .toList();
    }

    /** Null when it is none of those put by an operator. */
    public DetectorSpec spec(String detector) {
        return detectors.get(detector);
    }

    /** The workload that has this pod; the target itself when it is none, or one of a workload nobody knows. */
    public Target workloadOf(Target target) {
        if (!target.is("Pod")) {
            return target;
        }
        return workloads().stream()
                .filter(state -> state.target().cluster().equals(target.cluster())
                        && state.target().namespace().equals(target.namespace())
                        && state.pods().stream().anyMatch(pod -> pod.name().equals(target.name())))
                .map(TargetState::target)
                .findFirst()
                .orElse(target);
    }

    public List<DetectorSpec> detectors() {
        return detectors.values().stream()
                .sorted(Comparator.comparing(DetectorSpec::id))
                .toList();
    }
}
