package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * A runbook that did not help again and again is stopped: at a target, where whatever is no proven recovery counts; and
 * everywhere, where verifications count that failed one after the other. Time closes the breaker, or a person.
 */
final class CircuitBreaker implements Invariant {

    private final GuardLimits.Breaker limits;

    CircuitBreaker(GuardLimits.Breaker limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        List<PastCure> ended = facts.cures().stream()
                .filter(cure -> cure.runbook().equals(plan.runbook()) && !cure.inFlight() && facts.stillCounts(cure))
                .sorted(Comparator.comparing(PastCure::startedAt).reversed())
                .toList();
        List<PastCure> here =
                ended.stream().filter(cure -> cure.isLike(plan, footprint)).toList();
        List<PastCure> failedHere = failuresInARow(here, PastCure::failed, facts);
        if (isOpen(failedHere, facts) && !facts.approved()) {
            return open(plan, "here", failedHere);
        }
        List<PastCure> failedAnywhere = failuresInARow(
                ended.stream().filter(cure -> cure.verdict() != null).toList(), PastCure::failedVerification, facts);
        if (isOpen(failedAnywhere, facts) && !facts.approved()) {
            return open(plan, "in a row", failedAnywhere);
        }
        return Answer.holds(failedHere.size() + " failed attempts of " + limits.failures() + " so far");
    }

    private List<PastCure> failuresInARow(List<PastCure> newestFirst, Predicate<PastCure> failed, Facts facts) {
        return newestFirst.stream()
                .takeWhile(failed)
                .filter(cure -> Duration.between(cure.startedAt(), facts.now()).compareTo(limits.window()) <= 0)
                .toList();
    }

    private boolean isOpen(List<PastCure> failed, Facts facts) {
        return failed.size() >= limits.failures()
                && Duration.between(failed.get(0).startedAt(), facts.now()).compareTo(limits.openFor()) < 0;
    }

    private Answer open(RemediationPlan plan, String where, List<PastCure> failed) {
        return Answer.broken(
                        Refusal.BREAKER_OPEN,
                        "runbook " + plan.runbook() + " failed " + where + " " + failed.size() + " times within "
                                + limits.window().toMinutes() + " min; a person must look, or it rests until "
                                + failed.get(0).startedAt().plus(limits.openFor()))
                .with("runbook", plan.runbook())
                .with("failures", failed.size());
    }
}
