package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.time.Instant;

/** INV-21. With a clock that cannot be trusted, or nothing known of the world, the last known good stays as it is. */
final class FailStatic implements Invariant {

    private final GuardLimits.Sight limits;

    FailStatic(GuardLimits.Sight limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        if (facts.inventory().states().isEmpty()) {
            return Answer.broken(Refusal.NO_STATE, "no state of any workload is known");
        }
        Instant jumped = facts.sight().clockJumpedAt();
        if (jumped != null && Duration.between(jumped, facts.now()).abs().compareTo(limits.clockSettle()) < 0) {
            return Answer.broken(
                            Refusal.CLOCK_JUMPED,
                            "this machine's clock jumped at " + jumped + ", nothing is done for "
                                    + limits.clockSettle().toSeconds() + " s")
                    .with("at", jumped);
        }
        Instant latest = facts.now().plus(limits.maxClockSkew());
        Instant heard = facts.sight().lastHeardAt();
        if (heard != null && heard.isAfter(latest)) {
            return behind("the collectors write " + heard, facts);
        }
        if (plan.createdAt().isAfter(latest)) {
            return behind("the plan is of " + plan.createdAt(), facts);
        }
        for (PastCure cure : facts.cures()) {
            if (cure.startedAt().isAfter(latest)) {
                return behind("the ledger has a cure begun at " + cure.startedAt(), facts);
            }
        }
        return Answer.holds("the clocks agree");
    }

    private static Answer behind(String what, Facts facts) {
        return Answer.broken(Refusal.CLOCK_BEHIND, what + ", this machine's clock says " + facts.now());
    }
}
