package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;

/** Nothing is scaled beyond what the workload itself says it may be. */
final class ScaleCeiling implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            if (step instanceof Action.Scale scale && scale.to() > scale.from()) {
                int ceiling = facts.inventory()
                        .state(step.target())
                        .map(TargetState::maxReplicas)
                        .orElse(0);
                if (scale.to() > ceiling) {
                    return Answer.broken(
                                    Refusal.ABOVE_MAXIMUM,
                                    "scale to " + scale.to() + " is above the " + ceiling + " replicas "
                                            + step.target() + (ceiling == 0 ? " (which names no maximum)" : "")
                                            + " allows")
                            .with("maximum", ceiling)
                            .with("wanted", scale.to());
                }
            }
        }
        return Answer.holds("nothing grows beyond its maximum");
    }
}
