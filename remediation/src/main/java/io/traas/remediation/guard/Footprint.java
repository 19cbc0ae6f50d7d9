package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a plan touches, in terms of workloads and nodes: a pod counts as its workload.
 *
 * @param aims the workloads and nodes the steps name
 * @param domains {@code aims} and everything that loses replicas with them
 * @param replicasTaken healthy replicas that may go away at the same time, by workload; a replica that is already lost
 *     cannot be taken away again
 * @param unresolved targets that no known workload or node accounts for
 */
public record Footprint(
        Set<Target> aims, Set<Target> domains, Map<Target, Integer> replicasTaken, Set<Target> unresolved) {

    public Footprint {
        aims = Set.copyOf(aims);
        domains = Set.copyOf(domains);
        replicasTaken = Map.copyOf(replicasTaken);
        unresolved = Set.copyOf(unresolved);
    }

    public static Footprint of(List<Action> steps, Collection<TargetState> states, Incident incident) {
        Builder builder = new Builder(states, silentPods(incident), lostNode(incident));
        steps.forEach(builder::add);
        return new Footprint(builder.aims, builder.domains, builder.taken, builder.unresolved);
    }

    /** True when both are aimed at the same workload or node. */
    boolean sameAim(Footprint other) {
        return aims.stream().anyMatch(other.aims::contains);
    }

    /** True when something would be touched by both. */
    public boolean overlaps(Footprint other) {
        return domains.stream().anyMatch(other.domains::contains);
    }

    /** The workload that lists the pod. */
    static Optional<TargetState> workloadOf(Target pod, Collection<TargetState> states) {
        return states.stream()
                .filter(state ->
                        !state.target().is("Node") && state.target().namespace().equals(pod.namespace()))
                .filter(state -> state.pods().stream().anyMatch(p -> p.name().equals(pod.name())))
                .findFirst();
    }

    /** Pods that say nothing any more, according to the evidence. */
    static Set<Target> silentPods(Incident incident) {
        return incident.evidence().stream()
                .filter(anomaly -> anomaly.state() != Lifecycle.CLOSED)
                .filter(Footprint::meansSilence)
                .map(anomaly -> anomaly.series().target())
                .filter(target -> target.is("Pod"))
                .collect(Collectors.toSet());
    }

    /** Name of the node all of whose pods are lost, empty when it is not about one. */
    private static String lostNode(Incident incident) {
        boolean lost = incident.failureClass() == FailureClass.NODE_LOSS
                && incident.service().is("Node");
        return lost ? incident.service().name() : "";
    }

    private static boolean meansSilence(Anomaly anomaly) {
        return anomaly.kind() == AnomalyKind.NO_DATA
                || anomaly.failureClass() == FailureClass.UNRESPONSIVE
                || anomaly.failureClass() == FailureClass.NODE_LOSS;
    }

    private static final class Builder {
        private final Collection<TargetState> states;
        private final Set<Target> silent;
        private final String lostNode;
        private final Set<Target> aims = new LinkedHashSet<>();
        private final Set<Target> domains = new LinkedHashSet<>();
        private final Map<Target, Integer> taken = new LinkedHashMap<>();
        private final Set<Target> unresolved = new LinkedHashSet<>();

        Builder(Collection<TargetState> states, Set<Target> silent, String lostNode) {
            this.states = states;
            this.silent = silent;
            this.lostNode = lostNode;
        }

        void add(Action action) {
            if (action.target().is("Pod")) {
                addPod(action);
            } else if (action.target().is("Node")) {
                addNode(action);
            } else {
                aims.add(action.target());
                domains.add(action.target());
                if (states.stream().noneMatch(state -> state.target().equals(action.target()))) {
                    unresolved.add(action.target());
                }
                taken.merge(action.target(), action.blastRadius(), Integer::sum);
            }
        }

        private void addPod(Action action) {
            Optional<TargetState> workload = workloadOf(action.target(), states);
            if (workload.isEmpty()) {
                unresolved.add(action.target());
                return;
            }
            PodState pod = workload.get().pods().stream()
                    .filter(p -> p.name().equals(action.target().name()))
                    .findFirst()
                    .orElseThrow();
            Target target = workload.get().target();
            aims.add(target);
            domains.add(target);
            taken.merge(target, serves(target, pod) ? action.blastRadius() : 0, Integer::sum);
        }

        private void addNode(Action action) {
            String node = action.target().name();
            aims.add(action.target());
            domains.add(action.target());
            if (states.stream().noneMatch(state -> state.target().equals(action.target()))) {
                unresolved.add(action.target());
            }
            if (action.blastRadius() == 0) {
                return;
            }
            for (TargetState state : states) {
                if (state.target().is("Node") || state.deleted() || state.autonomy() == Autonomy.OBSERVE) {
                    continue;
                }
                List<PodState> here = state.pods().stream()
                        .filter(pod -> pod.node().equals(node) && !pod.terminating())
                        .toList();
                if (!here.isEmpty()) {
                    domains.add(state.target());
                    int serving = (int) here.stream()
                            .filter(pod -> serves(state.target(), pod))
                            .count();
                    // Evictions go one by one as the budgets allow; without a budget nothing holds them back.
                    int atOnce = state.disruptionsAllowed() < 0 ? serving : Math.min(serving, 1);
                    taken.merge(state.target(), atOnce, Integer::sum);
                }
            }
        }

        private boolean serves(Target workload, PodState pod) {
            Target target = Target.pod(workload.cluster(), workload.namespace(), pod.name());
            boolean lost = silent.contains(target) || pod.node().equals(lostNode);
            return pod.ready() && !pod.terminating() && !lost;
        }
    }
}
