package io.traas.remediation.guard;

import io.traas.model.Target;
import java.time.Instant;
import java.util.Objects;

/**
 * A person looked and lets a runbook try again: failures of before are forgotten.
 *
 * @param target the workload or node it is about; null for all
 * @param by who
 */
public record Unblock(String runbook, Target target, Instant at, String by) {

    public Unblock {
        Objects.requireNonNull(runbook, "unblock.runbook is missing");
        Objects.requireNonNull(at, "unblock.at is missing");
        Objects.requireNonNull(by, "unblock.by is missing");
    }

    boolean forgives(PastCure cure) {
        return cure.runbook().equals(runbook)
                && (target == null || cure.touched(target))
                && !cure.startedAt().isAfter(at);
    }
}
