package io.traas.remediation.guard;

import io.traas.model.FailureClass;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/**
 * A plan that was or is being carried out, as the ledger remembers it.
 *
 * @param signature what kind of trouble it was for
 * @param actedAt when it last may have changed anything: one that was interrupted may have acted long after it began
 * @param inFlight not finished: neither refused, failed nor verified
 * @param verdict null while it is in flight or when it never got to a verification
 */
public record PastCure(
        String planId,
        String incidentId,
        String runbook,
        int rung,
        FailureClass signature,
        Footprint footprint,
        Instant startedAt,
        Instant actedAt,
        boolean inFlight,
        Verdict verdict) {

    public PastCure {
        Objects.requireNonNull(planId, "cure.planId is missing");
        Objects.requireNonNull(incidentId, "cure.incidentId is missing");
        Objects.requireNonNull(runbook, "cure.runbook is missing");
        Objects.requireNonNull(signature, "cure.signature is missing");
        Objects.requireNonNull(footprint, "cure.footprint is missing");
        Objects.requireNonNull(startedAt, "cure.startedAt is missing");
        Objects.requireNonNull(actedAt, "cure.actedAt is missing");
    }

    public boolean recovered() {
        return verdict == Verdict.RECOVERED;
    }

    /** It ended, and whatever it came to, it was not a proven recovery. */
    boolean failed() {
        return !inFlight && !recovered();
    }

    /** A verification said that it did not help. */
    boolean failedVerification() {
        return verdict == Verdict.NOT_RECOVERED || verdict == Verdict.WORSE;
    }

    /** The same runbook at the same workload or node. */
    boolean isLike(RemediationPlan plan, Footprint other) {
        return runbook.equals(plan.runbook()) && footprint.sameAim(other);
    }

    boolean isOf(String incident) {
        return incidentId.equals(incident);
    }

    /**
     * Whether what it took is still away for another plan. A proven recovery has given it back; an earlier rung of the
     * same incident is why the other plan exists.
     */
    boolean disrupts(RemediationPlan other, Instant now, Duration window) {
        boolean unproven = !recovered()
                && !isOf(other.incidentId())
                && Duration.between(actedAt, now).compareTo(window) <= 0;
        return inFlight || unproven;
    }

    /** It touched the workload or node. */
    boolean touched(Target target) {
        return footprint.aims().contains(target);
    }
}
