package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import java.util.Optional;

/** What an autoscaler or a delivery tool owns is changed where they look, or they put it back. */
final class OwnedElsewhere implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            Optional<TargetState> found = facts.inventory().state(step.target());
            if (found.isEmpty()) {
                continue;
            }
            TargetState state = found.get();
            if (Steps.setsReplicas(step) && state.autoscaled()) {
                String suggestion = "move the bounds of its autoscaler instead";
                return Answer.broken(
                                Refusal.AUTOSCALED,
                                "an autoscaler owns the replica count of " + step.target() + "; " + suggestion)
                        .with("target", step.target())
                        .with("suggestion", suggestion);
            }
            if (Steps.setsReplicas(step) && !state.replicasOwner().isEmpty()) {
                return owned(step, "replicas", state.replicasOwner());
            }
            if (Steps.setsTemplate(step) && !state.templateOwner().isEmpty()) {
                return owned(step, "template", state.templateOwner());
            }
        }
        return Answer.holds("nobody else owns what would be changed");
    }

    private static Answer owned(Action step, String field, String owner) {
        String suggestion = owner.equals("Helm")
                ? "use helm rollback or upgrade the release"
                : "revert the change in Git, or suspend the reconciliation";
        return Answer.broken(
                        Refusal.OWNED_BY_DELIVERY_TOOL,
                        owner + " owns spec." + field + " of " + step.target() + " and would put it back; "
                                + suggestion)
                .with("owner", owner)
                .with("field", "spec." + field)
                .with("suggestion", suggestion);
    }
}
