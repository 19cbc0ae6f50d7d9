package io.traas.remediation.guard;

import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The monitor itself is not ill: the collectors are heard, and see the pods that are not in trouble. */
final class MonitorIsWell implements Invariant {

    private final GuardLimits.Sight limits;

    MonitorIsWell(GuardLimits.Sight limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Instant heard = facts.sight().lastHeardAt();
        if (heard == null) {
            return Answer.broken(Refusal.NOTHING_HEARD, "nothing has been heard from the collectors yet");
        }
        Duration silence = Duration.between(heard, facts.now());
        if (silence.compareTo(limits.maxSilence()) > 0) {
            return Answer.broken(
                            Refusal.NOTHING_HEARD,
                            "nothing has been heard from the collectors for " + silence.toSeconds() + " s")
                    .with("seconds", silence.toSeconds());
        }
        double answered = facts.sight().scrapesAnswered();
        // Written so that NaN, nothing outside the incident to compare with, does not refuse.
        if (answered < limits.minCompleteness()) {
            return Answer.broken(
                            Refusal.HALF_BLIND,
                            "only " + Percent.of(answered)
                                    + " of the pods outside this incident answer their scrapes, "
                                    + Percent.of(limits.minCompleteness()) + " are needed")
                    .with("answered", answered);
        }
        Optional<Incident> blind = facts.openIncidents().stream()
                .filter(open -> open.failureClass() == FailureClass.OBSERVER)
                .findFirst();
        return blind.map(incident -> Answer.broken(
                                Refusal.OBSERVER_INCIDENT,
                                "the platform itself is half blind, incident " + incident.id() + " is open")
                        .with("incident", incident.id()))
                .orElseGet(() -> Answer.holds("the collectors were heard " + silence.toMillis() + " ms ago"));
    }
}
