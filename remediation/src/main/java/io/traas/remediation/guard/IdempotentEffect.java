package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import java.util.HashSet;
import java.util.Set;

/** INV-17. No step is there twice: two steps with one key would be one effect, or an effect without a key of its own. */
final class IdempotentEffect implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Set<Action> seen = new HashSet<>();
        for (Action step : plan.steps()) {
            if (!seen.add(step)) {
                return Answer.broken(Refusal.REPEATED_STEP, step.describe() + " is there twice")
                        .with("step", step.describe());
            }
        }
        return Answer.holds("every step is another one");
    }
}
