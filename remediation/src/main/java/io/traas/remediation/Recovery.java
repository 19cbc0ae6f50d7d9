package io.traas.remediation;

import io.traas.model.LedgerEntry;
import io.traas.model.RemediationPlan;
import io.traas.remediation.act.ExpirySweeper;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.PlanRecord;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Settles what an earlier executor left open, and says how its plans go on. */
final class Recovery {

    /** How a plan goes on that had been begun. */
    sealed interface Next {
        int stepsDone();
    }

    /** With the steps that are left, after the guard was asked again. */
    record GoOn(int stepsDone) implements Next {}

    /** All steps are done. @param actedAt when the last one was: the window of the verification began then */
    record Verify(int stepsDone, Instant actedAt) implements Next {}

    /** The step that was open ended it. */
    record Finish(int stepsDone, StepResult result) implements Next {}

    /** Nothing more can be done about it. */
    record TellPerson(int stepsDone, String why) implements Next {}

    private final Book book;
    private final PlanRunner runner;
    private final PlanJournal journal;
    private final Clock clock;

    Recovery(Book book, PlanRunner runner, PlanJournal journal, Clock clock) {
        this.book = book;
        this.runner = runner;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * @param wanted false when what was begun must not be repeated: nobody asks the guard again before that, so what makes
     *     it wrong by now has to be seen by the caller
     */
    Next resume(PlanRecord record, RemediationPlan plan, PlanRunner.Order order, boolean wanted) {
        Optional<StepResult> settled = runner.settle(record, Optional.of(order), wanted);
        PlanRecord now = book.plan(plan.id()).orElse(record);
        int done = now.stepsDone();
        if (now.owedToPerson().isPresent()) {
            return new TellPerson(done, now.owedToPerson().get());
        } else if (settled.isPresent() && !settled.get().good()) {
            return new Finish(done, settled.get());
        } else if (now.undoBroken().isPresent()) {
            LedgerEntry.Result broken = now.undoBroken().get();
            return new Finish(done, new StepResult(broken.outcome(), Reason.SETTLED, broken.detail()));
        } else if (done == plan.steps().size()) {
            return new Verify(done, lastResultAt(now));
        } else if (clock.instant().isAfter(order.notAfter())) {
            return new TellPerson(
                    done,
                    "interrupted after step " + done + " of " + plan.steps().size() + ", too late to go on");
        }
        return new GoOn(done);
    }

    private static Instant lastResultAt(PlanRecord record) {
        return record.results().stream()
                .map(LedgerEntry.Result::at)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /**
     * What was begun, or is owed to a person, and is not on its way again: its decision is nowhere to be found, or too
     * much is open.
     */
    void settleOrphans(Predicate<String> isOpen) {
        for (PlanRecord record : book.plans()) {
            if (!isOpen.test(record.planId())) {
                settleOrphan(record);
            }
        }
    }

    private void settleOrphan(PlanRecord record) {
        runner.settle(record, Optional.empty(), false);
        PlanRecord now = book.plan(record.planId()).orElse(record);
        if (now.owedToPerson().isPresent()) {
            journal.orphaned(now, now.owedToPerson().get());
        } else if (now.isUnderWay() && ExpirySweeper.isExpiry(now)) {
            journal.leftToTheSweeper(now);
        } else if (now.isUnderWay()) {
            journal.orphaned(now, "begun by an earlier executor and not taken up again");
        }
    }
}
