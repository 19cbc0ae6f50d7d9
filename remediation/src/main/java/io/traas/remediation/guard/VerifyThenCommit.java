package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;

/** INV-16. Something measurable would tell whether it helped: the signals that fired, or readiness. */
final class VerifyThenCommit implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        boolean measurable =
                plan.success().requireReady() || !facts.incident().evidence().isEmpty();
        return measurable
                ? Answer.holds("proven within " + plan.success().deadlineSeconds() + " s or undone")
                : Answer.broken(Refusal.NOT_VERIFIABLE, "no signal fired and readiness is not asked for");
    }
}
