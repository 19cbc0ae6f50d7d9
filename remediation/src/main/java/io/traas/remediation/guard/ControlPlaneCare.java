package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import java.util.Optional;

/**
 * A node that runs the cluster itself is closed only with a person's word, and never while another one is away: two of
 * three make the quorum.
 */
final class ControlPlaneCare implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            if (!Steps.closesNode(step) || !isControlPlane(facts.inventory().state(step.target()))) {
                continue;
            }
            Optional<TargetState> away = facts.inventory().nodes().stream()
                    .filter(node -> isControlPlane(Optional.of(node)) && Tally.isAway(node))
                    .filter(node -> !node.target().equals(step.target()))
                    .findFirst();
            if (away.isPresent()) {
                return Answer.broken(
                                Refusal.CONTROL_PLANE_NODE,
                                step.target() + " runs the control plane and "
                                        + away.get().target() + " is away already")
                        .with("node", step.target());
            }
            if (!facts.approved()) {
                return Answer.broken(
                                Refusal.CONTROL_PLANE_NODE,
                                step.target() + " runs the control plane; a person has to approve")
                        .with("node", step.target());
            }
        }
        return Answer.holds("no control-plane node is closed");
    }

    private static boolean isControlPlane(Optional<TargetState> node) {
        return node.filter(state -> state.role().equals(TargetState.CONTROL_PLANE))
                .isPresent();
    }
}
