package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import java.util.Set;
import java.util.stream.Collectors;

/** INV-07. One cluster, one node, and of each workload one zone at a time: what is wrong about a cure stays there. */
final class OneFailureDomainAtATime implements Invariant {

    private final GuardLimits.Caps caps;

    OneFailureDomainAtATime(GuardLimits.Caps caps) {
        this.caps = caps;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Set<String> clusters =
                plan.steps().stream().map(step -> step.target().cluster()).collect(Collectors.toSet());
        Set<Target> nodes = nodesActedOn(plan);
        Set<String> zones = zonesOf(footprint, null);
        if (clusters.size() > 1) {
            return several("clusters", clusters);
        }
        if (nodes.size() > 1) {
            return several("nodes", nodes);
        }
        if (zones.size() > 1 && !facts.approved()) {
            return several("zones", zones);
        }
        for (PastCure cure : facts.cures()) {
            if (!cure.disrupts(plan, facts.now(), caps.window())) {
                continue;
            }
            boolean anotherNode = !nodes.isEmpty()
                    && cure.footprint().aims().stream().anyMatch(aim -> aim.is("Node") && !nodes.contains(aim));
            if (anotherNode) {
                return Answer.broken(Refusal.SEVERAL_DOMAINS, "plan " + cure.planId() + " is acting on another node")
                        .with("plan", cure.planId());
            }
            if (inAnotherZone(footprint, cure)) {
                return Answer.broken(
                                Refusal.SEVERAL_DOMAINS,
                                "plan " + cure.planId() + " is acting on the same workload in another zone")
                        .with("plan", cure.planId());
            }
        }
        return Answer.holds("acts in one failure domain");
    }

    private static boolean inAnotherZone(Footprint footprint, PastCure cure) {
        return footprint.draws().stream()
                .filter(draw -> draw.replicas() > 0 && draw.isPlaced())
                .anyMatch(draw -> zonesOf(cure.footprint(), draw.workload()).stream()
                        .anyMatch(zone -> !zone.equals(draw.zone())));
    }

    /** Zones out of which serving replicas are taken; of one workload, or of any when it is null. */
    private static Set<String> zonesOf(Footprint footprint, Target workload) {
        return footprint.draws().stream()
                .filter(draw -> draw.replicas() > 0 && draw.isPlaced())
                .filter(draw -> workload == null || draw.workload().equals(workload))
                .map(Footprint.Draw::zone)
                .collect(Collectors.toSet());
    }

    private static Set<Target> nodesActedOn(RemediationPlan plan) {
        return plan.steps().stream()
                .map(Action::target)
                .filter(target -> target.is("Node"))
                .collect(Collectors.toSet());
    }

    private static Answer several(String what, Set<?> which) {
        return Answer.broken(Refusal.SEVERAL_DOMAINS, "acts on several " + what + " at once: " + which)
                .with(what, which);
    }
}
