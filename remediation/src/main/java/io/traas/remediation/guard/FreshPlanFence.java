package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** INV-05. The plan still fits the present: not too late, not overtaken, and its targets are the ones decided on. */
final class FreshPlanFence implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Instant notAfter = Guard.validUntil(plan, facts.approvedAt());
        if (facts.now().isAfter(notAfter)) {
            return Answer.broken(
                            Refusal.TOO_LATE,
                            "too late: the plan was good until " + notAfter + ", it is " + facts.now())
                    .with("notAfter", notAfter);
        }
        if (facts.openIncident(plan.incidentId()).isEmpty()) {
            return Answer.broken(
                            Refusal.NO_LONGER_NEEDED,
                            "no longer needed: incident " + plan.incidentId() + " is not open")
                    .with("incident", plan.incidentId());
        }
        for (PastCure cure : facts.cures()) {
            if (cure.isOf(plan.incidentId()) && cure.rung() > plan.rung()) {
                return Answer.broken(
                                Refusal.SUPERSEDED,
                                "overtaken: rung " + cure.rung() + " of the incident was begun, this is rung "
                                        + plan.rung())
                        .with("rung", cure.rung());
            }
        }
        for (Action step : plan.steps()) {
            Optional<String> moved = movedOn(step.target(), facts);
            if (moved.isPresent()) {
                return Answer.broken(Refusal.TARGET_CHANGED, moved.get()).with("target", step.target());
            }
        }
        return Answer.holds("decided "
                + Duration.between(facts.decidedOn().asOf(), facts.now()).toMillis()
                + " ms ago, nothing has moved since");
    }

    private static Optional<String> movedOn(Target target, Facts facts) {
        Target known = target.is("Pod")
                ? facts.inventory().workloadOf(target).map(TargetState::target).orElse(target)
                : target;
        Optional<TargetState> before = facts.stateWhenDecided(known);
        Optional<TargetState> now = facts.inventory().state(known);
        if (before.isEmpty() || now.isEmpty()) {
            return Optional.empty();
        }
        if (!before.get().uid().equals(now.get().uid())) {
            return Optional.of(known + " is another object than the one decided on");
        }
        if (before.get().revision() != now.get().revision()) {
            return Optional.of(known + " moved from revision " + before.get().revision() + " to "
                    + now.get().revision() + " since the decision");
        }
        return Optional.empty();
    }
}
