package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import io.traas.remediation.guard.Invariant.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What was done before: no flapping, and only so many cures at a time. */
final class HistoryRules {

    private static final Duration BUDGET_WINDOW = Duration.ofMinutes(1);

    private final GuardLimits limits;

    HistoryRules(GuardLimits limits) {
        this.limits = limits;
    }

    Answer antiFlap(RemediationPlan plan, Footprint footprint, Facts facts) {
        List<PastCure> same = facts.cures().stream()
                .filter(cure -> cure.runbook().equals(plan.runbook())
                        && cure.footprint().sameAim(footprint))
                .toList();
        for (PastCure cure : same) {
            Duration age = Duration.between(cure.startedAt(), facts.now());
            // The rungs of one incident are one ladder, not a flap; the ladder itself is finite.
            boolean sameLadder = cure.incidentId().equals(plan.incidentId());
            if (!sameLadder && age.compareTo(limits.coolDown()) < 0 && !facts.approved()) {
                return Answer.broken("runbook " + plan.runbook() + " acted here " + age.toSeconds()
                        + " s ago, the cool-down is " + limits.coolDown().toSeconds() + " s");
            }
        }
        Instant since = facts.now().minus(limits.attemptWindow());
        long failed = same.stream()
                .filter(cure -> !cure.inFlight() && !cure.recovered())
                .filter(cure -> cure.startedAt().isAfter(since))
                .count();
        if (failed >= limits.maxFailedAttempts() && !facts.approved()) {
            return Answer.broken("runbook " + plan.runbook() + " failed here " + failed + " times within "
                    + limits.attemptWindow().toMinutes() + " min; a person must look");
        }
        return Answer.holds(failed + " failed attempts of " + limits.maxFailedAttempts() + " so far");
    }

    Answer recoveryBudget(RemediationPlan plan, Footprint footprint, Facts facts) {
        Instant since = facts.now().minus(BUDGET_WINDOW);
        long recent = facts.cures().stream()
                .filter(cure -> cure.startedAt().isAfter(since))
                .count();
        return new Answer(
                recent < limits.curesPerMinute(),
                recent + " cures in the last minute, at most " + limits.curesPerMinute() + " are allowed");
    }
}
