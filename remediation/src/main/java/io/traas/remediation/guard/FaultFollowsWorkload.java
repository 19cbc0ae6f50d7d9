package io.traas.remediation.guard;

import io.traas.model.FailureClass;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * INV-11. Where the replacement fell ill in the same way, and its replacement too, the fault is in what is replaced, its
 * software or configuration: replacing stops before it carries the fault to every healthy place.
 */
final class FaultFollowsWorkload implements Invariant {

    private static final int REAPPEARANCES = 2;

    /** Pods tell their start to the second. */
    private static final Duration TRUNCATION = Duration.ofSeconds(2);

    private final Duration replacement;

    /** @param replacement how soon after a cure a pod must have started to count as the replacement */
    FaultFollowsWorkload(Duration replacement) {
        this.replacement = replacement;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        FailureClass signature = facts.incident().failureClass();
        List<PastCure> alike = facts.cures().stream()
                .filter(cure -> cure.signature() == signature && facts.stillCounts(cure))
                .sorted(Comparator.comparing(PastCure::startedAt).reversed())
                .toList();
        for (Map.Entry<Target, Instant> replaced : footprint.replaced().entrySet()) {
            int followed = reappearances(replaced.getKey(), replaced.getValue(), alike);
            if (followed >= REAPPEARANCES && !facts.approved()) {
                return Answer.broken(
                                Refusal.FAULT_FOLLOWS,
                                "the fault followed " + replaced.getKey() + " to its replacement " + followed
                                        + " times: look at its software and configuration")
                        .with("target", replaced.getKey())
                        .with("times", followed);
            }
        }
        return Answer.holds("no fault follows its replacement");
    }

    /** From the pod that is ill now back along the cures that brought each pod forth. */
    private int reappearances(Target workload, Instant startOfIll, List<PastCure> newestFirst) {
        int count = 0;
        Instant started = startOfIll;
        for (PastCure cure : newestFirst) {
            Instant before = cure.footprint().replaced().get(workload);
            if (before != null && broughtForth(cure, started)) {
                count++;
                started = before;
            }
        }
        return count;
    }

    private boolean broughtForth(PastCure cure, Instant started) {
        return !started.isBefore(cure.startedAt().minus(TRUNCATION))
                && !started.isAfter(cure.startedAt().plus(replacement));
    }
}
