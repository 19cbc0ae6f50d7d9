package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import java.util.Optional;

/** INV-02. The purse holds what the plan may take away, in every account it draws on. */
final class BlastRadiusCap implements Invariant {

    private final GuardLimits.Caps caps;

    BlastRadiusCap(GuardLimits.Caps caps) {
        this.caps = caps;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Optional<Purse.Overdraft> overdraft = new Purse(caps, plan, facts).overdraft(footprint);
        if (overdraft.isEmpty()) {
            return Answer.holds("within the cap of every workload, namespace, pool, zone, cluster and site");
        }
        Purse.Overdraft over = overdraft.get();
        return Answer.broken(
                        Refusal.PURSE_OVERDRAWN,
                        over.account().describe() + ": " + over.wanted() + " more on top of " + over.underWay()
                                + " away already, the cap is " + over.cap() + " of " + over.size())
                .with("purse", over.account().describe())
                .with("cap", over.cap())
                .with("underWay", over.underWay())
                .with("wanted", over.wanted());
    }
}
