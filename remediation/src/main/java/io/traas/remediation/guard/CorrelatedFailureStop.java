package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * INV-03. Where a large share of a domain looks bad, the cause is larger than one target, and single cures stop. Where
 * everything looks bad, the observer is. Undoing a change is the cure for all replicas of a workload at once, and may.
 */
final class CorrelatedFailureStop implements Invariant {

    private static final int TOO_FEW_TO_TELL = 2;

    private final GuardLimits.Spread limits;

    CorrelatedFailureStop(GuardLimits.Spread limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        if (plan.steps().stream().allMatch(step -> step.blastRadius() == 0)) {
            return Answer.holds("takes nothing away");
        }
        List<TargetState> workloads = facts.inventory().workloads();
        boolean someServe = workloads.stream().anyMatch(state -> state.ready() > 0);
        if (!someServe
                && workloads.stream().filter(state -> state.desired() > 0).count() > TOO_FEW_TO_TELL) {
            return Answer.broken(Refusal.OBSERVER_SUSPECTED, "every workload looks dead: more likely the observer is");
        }
        for (Action step : plan.steps()) {
            if (step.blastRadius() > 0 && !Steps.undoesChange(step)) {
                Answer answer = confined(step.target(), workloads, facts);
                if (!answer.ok()) {
                    return answer;
                }
            }
        }
        return Answer.holds("the failure is confined");
    }

    private Answer confined(Target target, List<TargetState> workloads, Facts facts) {
        if (target.is("Pod")) {
            return badPods(target, facts);
        }
        return target.is("Node") ? badNodes(target, facts) : badWorkloads(target, workloads);
    }

    private Answer badPods(Target pod, Facts facts) {
        TargetState workload = facts.inventory().workloadOf(pod).orElse(null);
        if (workload == null) {
            return Answer.broken(Refusal.UNKNOWN_TARGET, "the workload of " + pod + " is not known");
        }
        Set<Target> silent = Footprint.silentPods(List.of(facts.incident()));
        List<PodState> live =
                workload.pods().stream().filter(each -> !each.terminating()).toList();
        long bad = live.stream()
                .filter(each -> !each.ready() || silent.contains(new Inventory.Placed(workload, each).target()))
                .count();
        return within(bad, live.size(), limits.domainShare(), "pods of " + workload.target());
    }

    private Answer badWorkloads(Target workload, List<TargetState> workloads) {
        List<TargetState> domain = workloads.stream()
                .filter(state -> state.desired() > 0
                        && state.target().namespace().equals(workload.namespace())
                        && state.target().cluster().equals(workload.cluster()))
                .toList();
        long bad = domain.stream().filter(state -> state.ready() == 0).count();
        return within(bad, domain.size(), limits.domainShare(), "workloads of " + workload.namespace());
    }

    private Answer badNodes(Target node, Facts facts) {
        List<TargetState> nodes = facts.inventory().nodes().stream()
                .filter(state -> state.target().cluster().equals(node.cluster()))
                .toList();
        Set<Target> lost = facts.openIncidents().stream()
                .map(Footprint::lostNode)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Answer everywhere = within(bad(nodes, lost), nodes.size(), limits.domainShare(), "nodes");
        if (!everywhere.ok()) {
            return everywhere;
        }
        String zone = facts.inventory().state(node).map(TargetState::zone).orElse("");
        List<TargetState> inZone =
                nodes.stream().filter(state -> state.zone().equals(zone)).toList();
        return within(bad(inZone, lost), inZone.size(), limits.zoneShare(), "nodes of zone " + zone);
    }

    private static long bad(List<TargetState> nodes, Set<Target> lost) {
        return nodes.stream()
                .filter(node -> node.ready() == 0 || lost.contains(node.target()))
                .count();
    }

    private static Answer within(long bad, int size, double share, String domain) {
        int allowed = GuardLimits.atLeastOneOf(share, size);
        String detail = bad + " of " + size + " " + domain + " look bad, at most " + allowed + " may";
        return bad <= allowed
                ? Answer.holds(detail)
                : Answer.broken(Refusal.CORRELATED_FAILURE, detail)
                        .with("domain", domain)
                        .with("bad", bad)
                        .with("size", size);
    }
}
