package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;

/** INV-08. The stop switch, read a moment ago, says run; one that cannot be read says stop. */
final class AuthoritativeKillSwitch implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        SwitchState stopSwitch = facts.stopSwitch();
        return switch (stopSwitch.position()) {
            case RUN -> Answer.holds(stopSwitch.describe());
            case STOP ->
                Answer.broken(Refusal.STOPPED, stopSwitch.describe())
                        .with("by", stopSwitch.by())
                        .with("why", stopSwitch.detail());
            case UNREADABLE -> Answer.broken(Refusal.SWITCH_UNREADABLE, stopSwitch.describe());
        };
    }
}
