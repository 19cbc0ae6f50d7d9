package io.traas.remediation;

import io.traas.model.Action;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.Ids;
import io.traas.model.LedgerEntry;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.ledger.PlanRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes back what a plan did and what did not help: the inverse of each step that had an effect, last step first. It is a
 * plan of its own, so that it is guarded, recorded, fenced and settled like any other.
 *
 * @param undoes id of the plan that is taken back
 * @param plan that takes it back
 * @param complete false when a step has no inverse, as a pod that was deleted
 */
record Undo(String undoes, RemediationPlan plan, boolean complete) {

    /** As for any plan: later the world is another. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    static String idOf(String planId) {
        return Ids.of("undo", planId);
    }

    static boolean isCalledFor(Verdict verdict) {
        return verdict == Verdict.WORSE || verdict == Verdict.NOT_RECOVERED;
    }

    /** As it was made and written down; a restart must not make another one of it. */
    static Undo of(LedgerEntry.UndoOwed owed) {
        return new Undo(owed.undoes(), owed.plan(), owed.complete());
    }

    /**
     * @param record of the plan that did not help
     * @param now states of the cluster, for revisions that moved on by the plan itself
     * @param since when that was known
     * @return empty when nothing can be taken back
     */
    static Optional<Undo> of(RemediationPlan failed, PlanRecord record, Map<Target, TargetState> now, Instant since) {
        List<Action> back = new ArrayList<>();
        boolean complete = true;
        for (LedgerEntry.Intent done : record.withEffect()) {
            Optional<Action> inverse = inverse(done.action(), now);
            inverse.ifPresent(action -> back.add(0, action));
            complete &= inverse.isPresent();
        }
        if (back.isEmpty()) {
            return Optional.empty();
        }
        RemediationPlan plan = new RemediationPlan(
                idOf(failed.id()),
                failed.incidentId(),
                failed.runbook(),
                failed.version(),
                failed.rung(),
                back,
                "takes back plan " + failed.id() + ", which did not help",
                since,
                since.plus(GOOD_FOR),
                failed.success(),
                failed.risk(),
                failed.autonomy());
        return Optional.of(new Undo(failed.id(), plan, complete));
    }

    private static Optional<Action> inverse(Action done, Map<Target, TargetState> now) {
        if (!(done instanceof Action.RollBack rollBack)) {
            return done.inverse();
        }
        // Going back made a new revision, which is what has to be left; unless it is not seen yet, or somebody moved
        // on.
        TargetState state = now.get(rollBack.target());
        return state == null || state.revision() <= rollBack.fromRevision()
                ? Optional.empty()
                : Optional.of(new Action.RollBack(rollBack.target(), state.revision(), rollBack.fromRevision()));
    }

    /** The decision of the failed plan as one of now: what the plan itself changed is no surprise to its undoing. */
    Decision decision(Decision failed, Map<Target, TargetState> now) {
        DecisionFacts facts = failed.explanation().facts();
        DecisionFacts current = new DecisionFacts(
                plan.createdAt(),
                facts.incident(),
                facts.changes(),
                List.copyOf(now.values()),
                facts.attempts(),
                facts.actedLastHour());
        Decision.Explanation explanation = new Decision.Explanation(List.of(), List.of(), List.of(), current);
        return new Decision(
                plan.id(),
                failed.incidentId(),
                plan.createdAt(),
                failed.rung(),
                Decision.Mode.ENFORCED,
                new Decision.Act(plan),
                explanation);
    }
}
