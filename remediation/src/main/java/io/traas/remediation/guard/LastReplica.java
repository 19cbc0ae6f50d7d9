package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.Map;

/** Pods taken one by one leave one that serves; a rolling change keeps enough by its own strategy. */
final class LastReplica implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Map.Entry<Target, Integer> taken : footprint.replicasTaken().entrySet()) {
            Target workload = taken.getKey();
            boolean rolling =
                    plan.steps().stream().anyMatch(step -> step.target().equals(workload) && Steps.isRolling(step));
            int ready =
                    facts.inventory().state(workload).map(TargetState::ready).orElse(0);
            if (taken.getValue() > 0 && !rolling && ready - taken.getValue() < 1) {
                return Answer.broken(Refusal.LAST_REPLICA, workload + " would be left without a ready replica")
                        .with("target", workload);
            }
        }
        return Answer.holds("a replica is left of every workload");
    }
}
