package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.ScalingAction;
import io.traas.model.TargetState;

/** Nothing is scaled beyond what the workload itself says it may be. */
final class ScaleCeiling implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            int ceiling = facts.inventory()
                    .state(step.target())
                    .map(TargetState::maxReplicas)
                    .orElse(0);
            if (step instanceof Action.Scale scale && scale.to() > scale.from() && scale.to() > ceiling) {
                return above(step, scale.to(), ceiling);
            }
            // An autoscaler may name the maximum in place of its workload: then who writes has to look there.
            if (step instanceof ScalingAction.SetAutoscalerBounds bounds
                    && bounds.toMax() > bounds.fromMax()
                    && ceiling > 0
                    && bounds.toMax() > ceiling) {
                return above(step, bounds.toMax(), ceiling);
            }
        }
        return Answer.holds("nothing grows beyond its maximum");
    }

    private static Answer above(Action step, int wanted, int ceiling) {
        return Answer.broken(
                        Refusal.ABOVE_MAXIMUM,
                        "scale to " + wanted + " is above the " + ceiling + " replicas " + step.target()
                                + (ceiling == 0 ? " (which names no maximum)" : "") + " allows")
                .with("maximum", ceiling)
                .with("wanted", wanted);
    }
}
