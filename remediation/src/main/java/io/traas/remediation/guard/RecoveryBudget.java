package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * INV-12. One bucket of tokens for the whole platform: each cure takes one, they come back at a fixed pace. Counted from
 * the cures the ledger remembers, so that a restart does not fill it.
 */
final class RecoveryBudget implements Invariant {

    private static final double SECONDS_PER_MINUTE = 60;

    private final GuardLimits.Pace pace;

    RecoveryBudget(GuardLimits.Pace pace) {
        this.pace = pace;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        double tokens = tokens(facts);
        String detail = String.format(
                Locale.ROOT,
                "%.1f of %d tokens left, %d come back each minute",
                tokens,
                pace.burst(),
                pace.curesPerMinute());
        return tokens >= 1
                ? Answer.holds(detail)
                : Answer.broken(Refusal.OUT_OF_BUDGET, detail).with("curesPerMinute", pace.curesPerMinute());
    }

    private double tokens(Facts facts) {
        List<Instant> taken =
                facts.cures().stream().map(PastCure::startedAt).sorted().toList();
        double tokens = pace.burst();
        Instant last = taken.isEmpty() ? facts.now() : taken.get(0);
        for (Instant at : taken) {
            tokens = Math.max(0, refilled(tokens, last, at) - 1);
            last = at;
        }
        return refilled(tokens, last, facts.now());
    }

    private double refilled(double tokens, Instant from, Instant to) {
        double seconds = Math.max(0, Duration.between(from, to).toMillis() / 1000.0);
        return Math.min(pace.burst(), tokens + seconds * pace.curesPerMinute() / SECONDS_PER_MINUTE);
    }
}
