package io.traas.remediation.guard;

import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import java.time.Instant;

/** When much comes into trouble at once, there is one cause and it is not known: cures freeze, a person looks. */
final class StormMode implements Invariant {

    private final GuardLimits.Spread limits;

    StormMode(GuardLimits.Spread limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Instant since = facts.now().minus(limits.stormWindow());
        long troubled = facts.openIncidents().stream()
                .filter(incident -> incident.failureClass() != FailureClass.OBSERVER
                        && !incident.openedAt().isBefore(since))
                .map(Incident::service)
                .distinct()
                .count();
        int known =
                facts.inventory().workloads().size() + facts.inventory().nodes().size();
        String detail = troubled + " of " + known + " targets came into trouble within "
                + limits.stormWindow().toSeconds() + " s";
        boolean storm = troubled >= limits.stormTargets() && troubled >= limits.stormShare() * known;
        if (storm && !facts.approved()) {
            return Answer.broken(Refusal.STORM, detail + ": cures are frozen, look for the common cause")
                    .with("troubled", troubled)
                    .with("known", known);
        }
        return Answer.holds(detail);
    }
}
