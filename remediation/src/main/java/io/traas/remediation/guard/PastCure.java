package io.traas.remediation.guard;

import io.traas.model.Verdict;
import java.time.Instant;
import java.util.Objects;

/**
 * A plan that was or is being carried out, as the ledger remembers it.
 *
 * @param inFlight not finished: neither refused, failed nor verified
 * @param verdict null while it is in flight or when it never got to a verification
 */
public record PastCure(
        String planId,
        String incidentId,
        String runbook,
        Footprint footprint,
        Instant startedAt,
        boolean inFlight,
        Verdict verdict) {

    public PastCure {
        Objects.requireNonNull(planId, "cure.planId is missing");
        Objects.requireNonNull(incidentId, "cure.incidentId is missing");
        Objects.requireNonNull(runbook, "cure.runbook is missing");
        Objects.requireNonNull(footprint, "cure.footprint is missing");
        Objects.requireNonNull(startedAt, "cure.startedAt is missing");
    }

    public boolean recovered() {
        return verdict == Verdict.RECOVERED;
    }
}
