package io.traas.remediation.guard;

import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The latest state of everything known, with the ways from a pod to its workload and node. Immutable; thread-safe. */
public final class Inventory {

    /** A pod, and the workload it belongs to. */
    record Placed(TargetState workload, PodState pod) {

        Target target() {
            return Target.pod(workload.target().cluster(), workload.target().namespace(), pod.name());
        }

        Target node() {
            return Inventory.node(workload.target().cluster(), pod.node());
        }
    }

    private final Map<Target, TargetState> states;
    private final Map<Target, Placed> pods = new HashMap<>();
    private final Map<Target, List<TargetState>> workloadsByNode = new HashMap<>();
    private final List<TargetState> workloads;
    private final List<TargetState> nodes;
    private final List<Placed> youngestFirst;
    private Tally tally;

    private Inventory(Map<Target, TargetState> states) {
        this.states = Map.copyOf(states);
        this.workloads = states.values().stream()
                .filter(state -> !state.target().is("Node") && !state.deleted())
                .toList();
        this.nodes = states.values().stream()
                .filter(state -> state.target().is("Node") && !state.deleted())
                .toList();
        workloads.forEach(this::addPods);
        this.youngestFirst = pods.values().stream()
                .sorted(Comparator.comparing((Placed placed) -> placed.pod().startedAt())
                        .reversed())
                .toList();
    }

    public static Inventory of(Collection<TargetState> states) {
        return new Inventory(states.stream()
                .collect(Collectors.toMap(TargetState::target, Function.identity(), (older, newer) -> newer)));
    }

    private void addPods(TargetState workload) {
        for (PodState pod : workload.pods()) {
            Placed placed = new Placed(workload, pod);
            pods.put(placed.target(), placed);
            List<TargetState> there = workloadsByNode.computeIfAbsent(placed.node(), unused -> new ArrayList<>());
            // The pods of a workload come one after the other.
            if (there.isEmpty() || there.get(there.size() - 1) != workload) {
                there.add(workload);
            }
        }
    }

    /** Pods that are not placed yet are on a node without a name. */
    private static Target node(String cluster, String name) {
        return Target.node(cluster, name.isEmpty() ? "unplaced" : name);
    }

    public Map<Target, TargetState> states() {
        return states;
    }

    public Optional<TargetState> state(Target target) {
        return Optional.ofNullable(states.get(target));
    }

    /** Workloads that exist. */
    List<TargetState> workloads() {
        return workloads;
    }

    /** Nodes that exist. */
    List<TargetState> nodes() {
        return nodes;
    }

    /** Counted when first asked for. */
    synchronized Tally tally() {
        if (tally == null) {
            tally = new Tally(this);
        }
        return tally;
    }

    Optional<Placed> pod(Target pod) {
        return Optional.ofNullable(pods.get(pod));
    }

    List<Placed> youngestFirst() {
        return youngestFirst;
    }

    /** The workload that lists the pod. */
    public Optional<TargetState> workloadOf(Target pod) {
        return pod(pod).map(Placed::workload);
    }

    /** The workloads that have pods on the node. */
    public List<TargetState> workloadsOn(Target node) {
        return workloadsByNode.getOrDefault(node, List.of());
    }

    public List<Target> podsOf(Target workload) {
        return state(workload).stream()
                .flatMap(state -> state.pods().stream().map(pod -> new Placed(state, pod).target()))
                .toList();
    }

    public List<Target> podsOn(Target node) {
        return workloadsOn(node).stream()
                .flatMap(workload -> workload.pods().stream()
                        .filter(pod -> pod.node().equals(node.name()))
                        .map(pod -> new Placed(workload, pod).target()))
                .toList();
    }

    /** True for a pod that the cluster holds for ready and not on its way out. */
    public boolean isServing(Target pod) {
        return pod(pod).filter(placed -> placed.pod().ready() && !placed.pod().terminating())
                .isPresent();
    }
}
