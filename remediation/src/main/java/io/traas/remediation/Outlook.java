package io.traas.remediation;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.ChangeEvent.ActorType;
import io.traas.model.DecisionFacts;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.guard.AutonomyLevel;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.SwitchState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of a plan now: for the guard, and for whoever carries it out. Thread-safe. */
final class Outlook {

    private final Autonomy ceiling;
    private final Situation situation;
    private final Clock clock;

    /** @param ceiling how far the platform may go at all */
    Outlook(Autonomy ceiling, Situation situation, Clock clock) {
        this.ceiling = ceiling;
        this.situation = situation;
        this.clock = clock;
    }

    Autonomy autonomy(Cure cure) {
        return AutonomyLevel.effective(cure.plan, ceiling, situation.inventory(cure.facts()));
    }

    /** Whether the incident is still open and the levels of autonomy of now still allow what was begun. */
    boolean isStillWanted(Cure cure) {
        Autonomy needed = cure.approvedAt == null ? Autonomy.AUTO : Autonomy.APPROVE;
        return !situation.isClosed(cure.plan.incidentId()) && autonomy(cure).compareTo(needed) >= 0;
    }

    /**
     * All but the cures, which are asked for when the word is given.
     *
     * @param approvedAt null when nobody did
     */
    Facts facts(Cure cure, Instant approvedAt, SwitchState stopSwitch) {
        return new Facts(
                clock.instant(),
                // What was only proposed to a person needs one, however much everybody opted in.
                cure.proposedToPerson ? ceiling.lower(Autonomy.APPROVE) : ceiling,
                stopSwitch.about(cure.plan.runbook(), cure.touched()),
                approvedAt,
                decidedOn(cure),
                situation.inventory(cure.facts()),
                situation.openIncidents(cure.facts()),
                situation.changes(cure.facts()),
                List.of(),
                situation.unblocks(),
                situation.sight(cure.incident(), cure.facts()),
                cure.toTakeBack);
    }

    /**
     * What the decision rested on. What the plan's own steps changed before the platform was interrupted is taken as they
     * left it, unless somebody else changed it too: or a plan could not go on after its own first step.
     */
    private DecisionFacts decidedOn(Cure cure) {
        DecisionFacts facts = cure.facts();
        Set<Target> others = situation.changes(facts).stream()
                .filter(change ->
                        change.actorType() != ActorType.PLATFORM && change.at().isAfter(facts.asOf()))
                .map(ChangeEvent::target)
                .collect(Collectors.toSet());
        Set<Target> own = cure.plan.steps().stream()
                .limit(cure.stepsDone)
                .map(Action::target)
                .filter(target -> !others.contains(target))
                .collect(Collectors.toSet());
        Map<Target, TargetState> now = situation.states(facts);
        List<TargetState> targets = facts.targets().stream()
                .map(state -> own.contains(state.target()) ? asLeft(state, now.get(state.target())) : state)
                .toList();
        return new DecisionFacts(
                facts.asOf(), facts.incident(), facts.changes(), targets, facts.attempts(), facts.actedLastHour());
    }

    private static TargetState asLeft(TargetState before, TargetState now) {
        return now != null && now.uid().equals(before.uid()) ? now : before;
    }

    PlanRunner.Order order(Cure cure) {
        Instant notAfter = Guard.validUntil(cure.plan, cure.approvedAt);
        return cure.order(notAfter, situation.states(cure.facts()).values());
    }
}
