package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.guard.Invariant.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Whether the plan still fits the present, and whether the present is seen well enough. */
final class FreshnessRules {

    private final GuardLimits limits;

    FreshnessRules(GuardLimits limits) {
        this.limits = limits;
    }

    Answer freshPlan(RemediationPlan plan, Footprint footprint, Facts facts) {
        Instant notAfter = Guard.validUntil(plan, facts.approvedAt());
        if (facts.now().isAfter(notAfter)) {
            return Answer.broken("too late: the plan was good until " + notAfter + ", it is " + facts.now());
        }
        if (facts.openIncident(plan.incidentId()).isEmpty()) {
            return Answer.broken("no longer needed: incident " + plan.incidentId() + " is not open");
        }
        for (Action step : plan.steps()) {
            Optional<String> moved = movedOn(step.target(), facts);
            if (moved.isPresent()) {
                return Answer.broken(moved.get());
            }
        }
        return Answer.holds("decided "
                + Duration.between(facts.decidedOn().asOf(), facts.now()).toMillis()
                + " ms ago, nothing has moved since");
    }

    private static Optional<String> movedOn(Target target, Facts facts) {
        Target known = target.is("Pod")
                ? Footprint.workloadOf(target, facts.targets().values())
                        .map(TargetState::target)
                        .orElse(target)
                : target;
        Optional<TargetState> before = facts.stateWhenDecided(known);
        TargetState now = facts.targets().get(known);
        if (before.isEmpty() || now == null) {
            return Optional.empty();
        }
        if (!before.get().uid().equals(now.uid())) {
            return Optional.of(known + " is another object than the one decided on");
        }
        if (before.get().revision() != now.revision()) {
            return Optional.of(known + " moved from revision " + before.get().revision() + " to " + now.revision()
                    + " since the decision");
        }
        return Optional.empty();
    }

    Answer completeness(RemediationPlan plan, Footprint footprint, Facts facts) {
        if (facts.lastHeardAt() == null) {
            return Answer.broken("nothing has been heard from the collectors yet");
        }
        Duration silence = Duration.between(facts.lastHeardAt(), facts.now());
        if (silence.compareTo(limits.maxSilence()) > 0) {
            return Answer.broken("nothing has been heard from the collectors for " + silence.toSeconds() + " s");
        }
        // Written so that NaN, nothing outside the incident to compare with, does not refuse.
        if (facts.scrapesAnswered() < limits.minCompleteness()) {
            return Answer.broken("only " + percent(facts.scrapesAnswered())
                    + " of the pods outside this incident answer their scrapes, " + percent(limits.minCompleteness())
                    + " are needed");
        }
        Optional<Incident> blind = facts.openIncidents().stream()
                .filter(open -> open.failureClass() == FailureClass.OBSERVER)
                .findFirst();
        if (blind.isPresent()) {
            return Answer.broken(
                    "the platform itself is half blind, incident " + blind.get().id() + " is open");
        }
        Incident incident = facts.incident();
        if (!silenceIsTheFault(incident) && incident.completeness() < limits.minCompleteness()) {
            return Answer.broken("the evidence is " + percent(incident.completeness()) + " complete, "
                    + percent(limits.minCompleteness()) + " is needed");
        }
        return Answer.holds("the evidence is " + percent(incident.completeness()) + " complete");
    }

    /** Where silence is what fired, the missing sources are the evidence; CorrelatedFailureStop bounds how many. */
    private static boolean silenceIsTheFault(Incident incident) {
        return incident.failureClass() == FailureClass.UNRESPONSIVE
                || incident.failureClass() == FailureClass.NODE_LOSS;
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }
}
