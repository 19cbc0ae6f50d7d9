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
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a plan touches, in terms of workloads and nodes: a pod counts as its workload. A replica that is already lost
 * cannot be taken away again.
 *
 * @param aims the workloads and nodes the steps name
 * @param domains {@code aims} and everything that loses replicas with them
 * @param draws healthy replicas that may go away at the same time
 * @param nodesTaken nodes that are well and would be closed
 * @param replaced start of the youngest pod that would be replaced by one of the same template, by workload
 * @param unresolved targets that no known workload or node accounts for
 */
public record Footprint(
        Set<Target> aims,
        Set<Target> domains,
        List<Draw> draws,
        Set<Target> nodesTaken,
        Map<Target, Instant> replaced,
        Set<Target> unresolved) {

    /**
     * Replicas of a workload that go away at once.
     *
     * @param node where they are, empty when its controller chooses which
     * @param zone the same
     */
    public record Draw(Target workload, String node, String zone, int replicas) {
        boolean isPlaced() {
            return !node.isEmpty();
        }
    }

    public Footprint {
        aims = Set.copyOf(aims);
        domains = Set.copyOf(domains);
        draws = List.copyOf(draws);
        nodesTaken = Set.copyOf(nodesTaken);
        replaced = Map.copyOf(replaced);
        unresolved = Set.copyOf(unresolved);
    }

    public static Footprint of(List<Action> steps, Inventory inventory, Incident incident) {
        Builder builder = new Builder(inventory, silentPods(List.of(incident)), lostNode(incident));
        steps.forEach(builder::add);
        return new Footprint(
                builder.aims, builder.domains, builder.draws, builder.nodesTaken, builder.replaced, builder.unresolved);
    }

    /** Healthy replicas that may go away at the same time, by workload. */
    public Map<Target, Integer> replicasTaken() {
        Map<Target, Integer> taken = new LinkedHashMap<>();
        draws.forEach(draw -> taken.merge(draw.workload(), draw.replicas(), Integer::sum));
        return taken;
    }

    /** True when both are aimed at the same workload or node. */
    boolean sameAim(Footprint other) {
        return aims.stream().anyMatch(other.aims::contains);
    }

    /** True when something would be touched by both. */
    public boolean overlaps(Footprint other) {
        return domains.stream().anyMatch(other.domains::contains);
    }

    /** Pods that say nothing any more, according to the evidence. */
    static Set<Target> silentPods(Collection<Incident> incidents) {
        Set<Target> silent = new HashSet<>();
        for (Incident incident : incidents) {
            for (Anomaly anomaly : incident.evidence()) {
                Target target = anomaly.series().target();
                if (target.is("Pod") && anomaly.state() != Lifecycle.CLOSED && meansSilence(anomaly)) {
                    silent.add(target);
                }
            }
        }
        return silent;
    }

    /** The node all of whose pods are lost; null when it is not about one. */
    static Target lostNode(Incident incident) {
        boolean lost = incident.failureClass() == FailureClass.NODE_LOSS
                && incident.service().is("Node");
        return lost ? incident.service() : null;
    }

    static boolean meansSilence(Anomaly anomaly) {
        return anomaly.kind() == AnomalyKind.NO_DATA
                || anomaly.failureClass() == FailureClass.UNRESPONSIVE
                || anomaly.failureClass() == FailureClass.NODE_LOSS;
    }

    private static final class Builder {
        private final Inventory inventory;
        private final Set<Target> silent;
        private final Target lostNode;
        private final Set<Target> aims = new LinkedHashSet<>();
        private final Set<Target> domains = new LinkedHashSet<>();
        private final List<Draw> draws = new ArrayList<>();
        private final Set<Target> nodesTaken = new LinkedHashSet<>();
        private final Map<Target, Instant> replaced = new LinkedHashMap<>();
        private final Set<Target> unresolved = new LinkedHashSet<>();

        Builder(Inventory inventory, Set<Target> silent, Target lostNode) {
            this.inventory = inventory;
            this.silent = silent;
            this.lostNode = lostNode;
        }

        void add(Action step) {
            if (step.target().is("Pod")) {
                addPod(step);
            } else if (step.target().is("Node")) {
                addNode(step);
            } else {
                addWorkload(step);
            }
        }

        private void addWorkload(Action step) {
            Optional<TargetState> state = touch(step.target());
            draws.add(new Draw(step.target(), "", "", step.blastRadius()));
            if (Steps.replaces(step)) {
                state.ifPresent(workload -> workload.pods().forEach(pod -> replace(workload, pod)));
            }
        }

        private void addPod(Action step) {
            Optional<Inventory.Placed> found = inventory.pod(step.target());
            if (found.isEmpty()) {
                unresolved.add(step.target());
                return;
            }
            TargetState workload = found.get().workload();
            PodState pod = found.get().pod();
            touch(workload.target());
            int replicas = serves(found.get()) ? step.blastRadius() : 0;
            draws.add(new Draw(workload.target(), pod.node(), pod.zone(), replicas));
            if (Steps.replaces(step)) {
                replace(workload, pod);
            }
        }

        private void addNode(Action step) {
            Target node = step.target();
            boolean well = touch(node)
                    .filter(state -> state.ready() > 0 && !state.unschedulable())
                    .isPresent();
            if (Steps.closesNode(step) && well && !node.equals(lostNode)) {
                nodesTaken.add(node);
            }
            if (step.blastRadius() == 0) {
                return;
            }
            for (TargetState workload : inventory.workloadsOn(node)) {
                if (workload.autonomy() != Autonomy.OBSERVE) {
                    addPodsOn(node, workload, Steps.passesBudgets(step));
                }
            }
        }

        private void addPodsOn(Target node, TargetState workload, boolean passesBudgets) {
            List<PodState> here = workload.pods().stream()
                    .filter(pod -> pod.node().equals(node.name()) && !pod.terminating())
                    .toList();
            if (here.isEmpty()) {
                return;
            }
            domains.add(workload.target());
            int serving = (int) here.stream()
                    .filter(pod -> serves(new Inventory.Placed(workload, pod)))
                    .count();
            // Evictions go one by one as the budgets allow; without a budget nothing holds them back.
            int atOnce = passesBudgets || workload.disruptionsAllowed() < 0 ? serving : Math.min(serving, 1);
            draws.add(new Draw(workload.target(), node.name(), here.get(0).zone(), atOnce));
            here.forEach(pod -> replace(workload, pod));
        }

        private Optional<TargetState> touch(Target target) {
            aims.add(target);
            domains.add(target);
            Optional<TargetState> state = inventory.state(target);
            if (state.isEmpty()) {
                unresolved.add(target);
            }
            return state;
        }

        private void replace(TargetState workload, PodState pod) {
            replaced.merge(workload.target(), pod.startedAt(), (a, b) -> a.isAfter(b) ? a : b);
        }

        private boolean serves(Inventory.Placed placed) {
            boolean lost = silent.contains(placed.target()) || placed.node().equals(lostNode);
            return placed.pod().ready() && !placed.pod().terminating() && !lost;
        }
    }
}
