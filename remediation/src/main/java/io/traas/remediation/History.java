package io.traas.remediation;

import io.traas.model.LedgerEntry;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Footprint;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.PastCure;
import io.traas.remediation.ledger.PlanRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The plans that got as far as the cluster, for the guard's cool-downs and caps. Rebuilt from the ledger at start, so
 * that a restart forgets none. Keeps what began within the given time. Thread-safe.
 */
final class History {

    private final Duration kept;
    private final Clock clock;
    private final Map<String, Cure> cures = new LinkedHashMap<>();

    History(Duration kept, Clock clock) {
        this.kept = kept;
        this.clock = clock;
    }

    synchronized void add(Cure cure) {
        Instant oldest = clock.instant().minus(kept);
        cures.values().removeIf(old -> !old.inFlight() && old.startedAt.isBefore(oldest));
        cures.put(cure.plan.id(), cure);
    }

    /**
     * The guard's word on the plan and, when it is allowed, the reservation of what it takes: one step, so that no two
     * plans spend the same budget. Reserved until its end is known and its window over.
     *
     * <p>A flood of plans that are refused does not queue here: only what would be allowed is asked again, alone.
     *
     * @param seen the facts but for the cures
     */
    Guard.Word admit(Cure cure, Guard guard, Facts seen) {
        Guard.Word word = guard.check(cure.plan, seen.with(except(cure.plan.id())));
        return word.allowed() ? reserve(cure, guard, seen) : word;
    }

    private synchronized Guard.Word reserve(Cure cure, Guard guard, Facts seen) {
        Guard.Word word = guard.check(cure.plan, seen.with(except(cure.plan.id())));
        if (word.allowed()) {
            cure.startedAt = clock.instant();
            cure.reserved = Footprint.of(cure.plan.steps(), seen.inventory(), seen.incident());
            add(cure);
        }
        return word;
    }

    /** What the ledger remembers of the plan, if it got to a first intent. */
    synchronized void recall(Cure cure, PlanRecord record) {
        if (record.intents().isEmpty()) {
            return;
        }
        cure.startedAt = record.intents().get(0).at();
        cure.actedAt = record.lastActedAt();
        cure.verdict = record.verified().map(LedgerEntry.Verified::verdict).orElse(null);
        cure.phase = record.finished() ? Cure.Phase.ENDED : cure.phase;
        add(cure);
    }

    /** Gives back what was reserved for a plan that has to wait; what it may have taken already stays reserved. */
    synchronized void setBack(Cure cure, PlanRecord record) {
        if (record.intents().isEmpty()) {
            cures.remove(cure.plan.id());
            cure.startedAt = null;
        }
    }

    synchronized List<PastCure> except(String planId) {
        return cures.values().stream()
                .filter(cure -> !cure.plan.id().equals(planId))
                .map(Cure::asPast)
                .toList();
    }
}
