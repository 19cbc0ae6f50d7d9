package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.guard.Invariant.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whether anybody allowed it: the stop switch, the levels of autonomy, protected places, and people at work. */
public final class PermissionRules {

    private final GuardLimits limits;

    PermissionRules(GuardLimits limits) {
        this.limits = limits;
    }

    Answer stopSwitch(RemediationPlan plan, Footprint footprint, Facts facts) {
        return new Answer(facts.stopSwitch().allowsWrites(), facts.stopSwitch().describe());
    }

    Answer autonomy(RemediationPlan plan, Footprint footprint, Facts facts) {
        Autonomy namespaces = optedIn(plan.steps(), facts.targets().values());
        Autonomy effective = effective(plan, facts.ceiling(), facts.targets().values());
        String detail = "lowest of plan " + plan.autonomy() + ", platform " + facts.ceiling() + ", namespace "
                + namespaces + " is " + effective;
        if (effective == Autonomy.AUTO) {
            return Answer.holds(detail);
        }
        if (effective == Autonomy.APPROVE) {
            return new Answer(facts.approved(), detail + (facts.approved() ? ", approved" : ", not approved"));
        }
        return Answer.broken(detail);
    }

    /** The lowest of what the plan, the platform and the namespaces allow. */
    public static Autonomy effective(RemediationPlan plan, Autonomy ceiling, Collection<TargetState> states) {
        return plan.autonomy().lower(ceiling).lower(optedIn(plan.steps(), states));
    }

    private static Autonomy optedIn(List<Action> steps, Collection<TargetState> states) {
        Autonomy lowest = Autonomy.AUTO;
        for (Action step : steps) {
            lowest = lowest.lower(step.target().is("Node") ? optedInOn(step.target(), states) : optedIn(step, states));
        }
        return lowest;
    }

    private static Autonomy optedIn(Action step, Collection<TargetState> states) {
        Optional<TargetState> state = step.target().is("Pod")
                ? Footprint.workloadOf(step.target(), states)
                : states.stream()
                        .filter(candidate -> candidate.target().equals(step.target()))
                        .findFirst();
        return state.map(TargetState::autonomy).orElse(Autonomy.OBSERVE);
    }

    /**
     * A node belongs to no namespace. Its pods do: those of namespaces that did not opt in stay where they are, so the
     * lowest level among the others counts; with no others nothing is allowed.
     */
    private static Autonomy optedInOn(Target node, Collection<TargetState> states) {
        return states.stream()
                .filter(state -> !state.target().is("Node") && !state.deleted())
                .filter(state -> state.autonomy() != Autonomy.OBSERVE)
                .filter(state ->
                        state.pods().stream().anyMatch(pod -> pod.node().equals(node.name())))
                .map(TargetState::autonomy)
                .reduce(Autonomy::lower)
                .orElse(Autonomy.OBSERVE);
    }

    Answer protectedNamespaces(RemediationPlan plan, Footprint footprint, Facts facts) {
        List<String> hit = new ArrayList<>();
        for (Action step : plan.steps()) {
            hit.add(step.target().namespace());
        }
        footprint.domains().forEach(domain -> hit.add(domain.namespace()));
        List<String> refused =
                hit.stream().filter(limits::isProtected).distinct().sorted().toList();
        return refused.isEmpty()
                ? Answer.holds("no protected namespace is touched")
                : Answer.broken("namespace " + String.join(", ", refused) + " is protected");
    }

    Answer humanAtWork(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Target domain : footprint.domains()) {
            TargetState state = facts.targets().get(domain);
            if (state != null && state.paused()) {
                return Answer.broken("the roll-out of " + domain + " is paused by a person");
            }
        }
        for (ChangeEvent change : facts.changes()) {
            Duration age = Duration.between(change.at(), facts.now());
            if (change.actorType() == ChangeEvent.ActorType.PERSON
                    && footprint.domains().contains(change.target())
                    && age.compareTo(limits.personQuiet()) < 0
                    && !facts.approved()) {
                return Answer.broken(change.actor() + " changed " + change.target() + " " + age.toSeconds()
                        + " s ago, it is left alone for " + limits.personQuiet().toSeconds() + " s");
            }
        }
        return Answer.holds("nobody is working on it");
    }
}
