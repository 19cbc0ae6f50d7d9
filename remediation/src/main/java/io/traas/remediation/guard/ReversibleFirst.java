package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import java.util.Optional;

/**
 * INV-22. What still serves is taken away for good only after something that can be undone was tried on the same
 * incident and did not help. What is lost already cannot be lost by a cure.
 */
final class ReversibleFirst implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Optional<Action> destructive =
                plan.steps().stream().filter(Steps::isDestructive).findFirst();
        boolean takes =
                !footprint.nodesTaken().isEmpty() || footprint.draws().stream().anyMatch(draw -> draw.replicas() > 0);
        if (destructive.isEmpty() || !takes) {
            return Answer.holds("takes nothing away for good that still serves");
        }
        boolean tried = facts.cures().stream().anyMatch(cure -> cure.isOf(plan.incidentId()) && cure.failed());
        if (tried || facts.approved()) {
            return Answer.holds(tried ? "a cure before did not help" : "a person approved");
        }
        return Answer.broken(
                        Refusal.REVERSIBLE_FIRST,
                        destructive.get().describe()
                                + " takes away what still serves, and nothing that can be undone was tried before")
                .with("step", destructive.get().name());
    }
}
