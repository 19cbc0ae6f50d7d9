package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * INV-06. A runbook comes back to a target only after a pause, which doubles with each cure that did not help. Time ends
 * it, or a person. The rungs of one incident are one ladder, not a flap; the ladder itself is finite.
 */
final class AntiFlap implements Invariant {

    private static final int MOST_DOUBLINGS = 16;

    private final GuardLimits.Pace pace;

    AntiFlap(GuardLimits.Pace pace) {
        this.pace = pace;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        List<PastCure> before = facts.cures().stream()
                .filter(cure -> cure.isLike(plan, footprint) && facts.stillCounts(cure))
                .sorted(Comparator.comparing(PastCure::startedAt).reversed())
                .toList();
        Duration pause = pauseAfter(before);
        for (PastCure cure : before) {
            Duration age = Duration.between(cure.startedAt(), facts.now());
            if (!cure.isOf(plan.incidentId()) && age.compareTo(pause) < 0 && !facts.approved()) {
                return Answer.broken(
                                Refusal.COOLING_DOWN,
                                "runbook " + plan.runbook() + " acted here " + age.toSeconds()
                                        + " s ago, the cool-down is " + pause.toSeconds() + " s")
                        .with("secondsLeft", pause.minus(age).toSeconds());
            }
        }
        return Answer.holds("the cool-down of " + pause.toSeconds() + " s is over");
    }

    /** @param before newest first */
    private Duration pauseAfter(List<PastCure> before) {
        long failures = before.stream()
                .filter(cure -> !cure.inFlight())
                .takeWhile(PastCure::failed)
                .count();
        Duration pause = pace.coolDown().multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return pause.compareTo(pace.longestCoolDown()) < 0 ? pause : pace.longestCoolDown();
    }
}
