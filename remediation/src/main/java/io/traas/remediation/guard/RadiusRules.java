package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Incident;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.guard.Invariant.Answer;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** How much may be touched at once, and when so much is broken that touching anything is wrong. */
final class RadiusRules {

    private static final Set<String> WILDCARDS = Set.of("*", "all", "any", "-");

    private final GuardLimits limits;

    RadiusRules(GuardLimits limits) {
        this.limits = limits;
    }

    Answer explicitTarget(RemediationPlan plan, Footprint footprint, Facts facts) {
        if (plan.steps().size() > limits.maxSteps()) {
            return Answer.broken(plan.steps().size() + " steps, at most " + limits.maxSteps() + " are allowed");
        }
        for (Action step : plan.steps()) {
            Target target = step.target();
            boolean wild = WILDCARDS.contains(target.name().toLowerCase(java.util.Locale.ROOT))
                    || target.name().contains("*")
                    || target.namespace().contains("*");
            if (wild) {
                return Answer.broken("'" + target + "' is not one explicit target");
            }
            TargetState state = facts.targets().get(target);
            if (state != null && state.deleted()) {
                return Answer.broken(target + " no longer exists");
            }
        }
        if (!footprint.unresolved().isEmpty()) {
            return Answer.broken("not known: " + names(footprint.unresolved()));
        }
        return Answer.holds("acts on " + names(footprint.domains()));
    }

    Answer blastRadius(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Map.Entry<Target, Integer> taken : footprint.replicasTaken().entrySet()) {
            TargetState state = facts.targets().get(taken.getKey());
            if (state == null || taken.getValue() == 0) {
                continue;
            }
            int others = facts.cures().stream()
                    .filter(cure -> countsAsDisruption(cure, plan, facts))
                    .mapToInt(cure -> cure.footprint().replicasTaken().getOrDefault(taken.getKey(), 0))
                    .sum();
            int cap = GuardLimits.atLeastOneOf(limits.maxShareDisrupted(), state.desired());
            if (others + taken.getValue() > cap) {
                return Answer.broken(taken.getKey() + ": " + taken.getValue() + " more replicas on top of " + others
                        + " disrupted in the last " + limits.disruptionWindow().toSeconds() + " s, the cap is " + cap
                        + " of " + state.desired());
            }
            if (takesLastReplica(plan, footprint, state)) {
                return Answer.broken(taken.getKey() + " would be left without a ready replica");
            }
        }
        return growth(plan, facts);
    }

    private Answer growth(RemediationPlan plan, Facts facts) {
        for (Action step : plan.steps()) {
            TargetState state = facts.targets().get(step.target());
            if (step instanceof Action.Scale scale && state != null && scale.to() > scale.from()) {
                int ceiling = state.maxReplicas();
                if (scale.to() > ceiling) {
                    return Answer.broken("scale to " + scale.to() + " is above the " + ceiling + " replicas "
                            + step.target() + (ceiling == 0 ? " (which names no maximum)" : "") + " allows");
                }
                if (state.autoscaled()) {
                    return Answer.broken("an autoscaler owns the replica count of " + step.target());
                }
            }
        }
        return Answer.holds("within the cap of every workload");
    }

    /** Pods taken one by one must leave one that serves; a rolling change keeps enough by its own strategy. */
    private static boolean takesLastReplica(RemediationPlan plan, Footprint footprint, TargetState state) {
        boolean rolling = plan.steps().stream().anyMatch(step -> step.target().equals(state.target()));
        return !rolling && state.ready() - footprint.replicasTaken().getOrDefault(state.target(), 0) < 1;
    }

    private boolean countsAsDisruption(PastCure cure, RemediationPlan plan, Facts facts) {
        if (cure.inFlight()) {
            return true;
        }
        // A proven recovery has given the replicas back; an earlier rung of the same incident is why this one exists.
        return !cure.recovered()
                && !cure.incidentId().equals(plan.incidentId())
                && Duration.between(cure.startedAt(), facts.now()).compareTo(limits.disruptionWindow()) <= 0;
    }

    Answer correlatedFailure(RemediationPlan plan, Footprint footprint, Facts facts) {
        if (plan.steps().stream().allMatch(step -> step.blastRadius() == 0)) {
            return Answer.holds("takes nothing away");
        }
        Collection<TargetState> states = facts.targets().values();
        List<TargetState> workloads = states.stream()
                .filter(state -> !state.target().is("Node") && !state.deleted() && state.desired() > 0)
                .toList();
        if (workloads.size() > 2 && workloads.stream().allMatch(state -> state.ready() == 0)) {
            return Answer.broken("every workload looks dead: more likely the observer is");
        }
        for (Action step : plan.steps()) {
            Answer answer;
            if (step instanceof Action.RollBack || step.blastRadius() == 0) {
                continue; // Undoing a change is the cure for all replicas at once.
            } else if (step.target().is("Pod")) {
                answer = badPods(step.target(), facts);
            } else if (step.target().is("Node")) {
                answer = badNodes(step.target(), facts);
            } else {
                answer = badWorkloads(step.target(), workloads);
            }
            if (!answer.ok()) {
                return answer;
            }
        }
        return Answer.holds("the failure is confined");
    }

    private Answer badPods(Target pod, Facts facts) {
        TargetState workload =
                Footprint.workloadOf(pod, facts.targets().values()).orElse(null);
        if (workload == null) {
            return Answer.broken("the workload of " + pod + " is not known");
        }
        Set<Target> silent = Footprint.silentPods(facts.incident());
        List<PodState> live =
                workload.pods().stream().filter(p -> !p.terminating()).toList();
        long bad = live.stream()
                .filter(p -> !p.ready() || silent.contains(Target.pod(pod.cluster(), pod.namespace(), p.name())))
                .count();
        return within(bad, live.size(), limits.domainBadShare(), "pods of " + workload.target());
    }

    private Answer badWorkloads(Target workload, List<TargetState> workloads) {
        List<TargetState> domain = workloads.stream()
                .filter(state -> state.target().namespace().equals(workload.namespace()))
                .toList();
        long bad = domain.stream().filter(state -> state.ready() == 0).count();
        return within(bad, domain.size(), limits.domainBadShare(), "workloads of " + workload.namespace());
    }

    private Answer badNodes(Target node, Facts facts) {
        List<TargetState> nodes = facts.targets().values().stream()
                .filter(state -> state.target().is("Node") && !state.deleted())
                .toList();
        Set<Target> lost = facts.openIncidents().stream()
                .map(Incident::service)
                .filter(service -> service.is("Node"))
                .collect(Collectors.toSet());
        Answer everywhere = within(countBad(nodes, lost), nodes.size(), limits.domainBadShare(), "nodes");
        if (!everywhere.ok()) {
            return everywhere;
        }
        String zone = nodes.stream()
                .filter(state -> state.target().equals(node))
                .map(TargetState::zone)
                .findFirst()
                .orElse("");
        List<TargetState> inZone =
                nodes.stream().filter(state -> state.zone().equals(zone)).toList();
        return within(countBad(inZone, lost), inZone.size(), limits.zoneBadShare(), "nodes of zone " + zone);
    }

    private static long countBad(List<TargetState> nodes, Set<Target> lost) {
        return nodes.stream()
                .filter(node -> node.ready() == 0 || lost.contains(node.target()))
                .count();
    }

    private static Answer within(long bad, int size, double share, String what) {
        int allowed = GuardLimits.atLeastOneOf(share, size);
        return new Answer(bad <= allowed, bad + " of " + size + " " + what + " look bad, at most " + allowed + " may");
    }

    Answer oneFailureDomain(RemediationPlan plan, Footprint footprint, Facts facts) {
        Set<String> ours = nodesActedOn(plan.steps());
        if (ours.size() > 1) {
            return Answer.broken("acts on several nodes at once: " + ours);
        }
        if (ours.isEmpty()) {
            return Answer.holds("acts on no whole node");
        }
        for (PastCure cure : facts.cures()) {
            boolean anotherNode = cure.footprint().domains().stream()
                    .anyMatch(domain -> domain.is("Node") && !ours.contains(domain.name()));
            if (anotherNode && countsAsDisruption(cure, plan, facts)) {
                return Answer.broken("plan " + cure.planId() + " is acting on another node");
            }
        }
        return Answer.holds("no other node is being acted on");
    }

    private static Set<String> nodesActedOn(List<Action> steps) {
        Set<String> nodes = new HashSet<>();
        for (Action step : steps) {
            if (step.target().is("Node")) {
                nodes.add(step.target().name());
            }
        }
        return nodes;
    }

    Answer noShrink(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            if (step instanceof Action.Scale scale && scale.to() < scale.from()) {
                for (Incident incident : facts.openIncidents()) {
                    if (touches(incident, scale.target(), facts)) {
                        return Answer.broken("scale down of " + scale.target() + " while incident " + incident.id()
                                + " on " + incident.service() + " is open");
                    }
                }
            }
        }
        return Answer.holds("nothing is shrunk");
    }

    private static boolean touches(Incident incident, Target target, Facts facts) {
        TargetState state = facts.targets().get(target);
        return incident.service().equals(target)
                || incident.impact().contains(target)
                || (state != null && state.dependencies().contains(incident.service()));
    }

    private static String names(Set<Target> targets) {
        return targets.stream().map(Target::toString).sorted().collect(Collectors.joining(", "));
    }
}
