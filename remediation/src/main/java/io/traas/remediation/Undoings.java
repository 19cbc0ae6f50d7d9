package io.traas.remediation;

import io.traas.model.LedgerEntry;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.PlanRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * What did not help is taken back before anything else is tried on its target; once, also across a restart: the ledger
 * knows from the verdict on what is owed. Thread-safe.
 */
final class Undoings {

    private final Duration remembered;
    private final Situation situation;
    private final Book book;
    private final PlanJournal journal;
    private final Clock clock;

    /** @param remembered how long after the verdict an undo that nobody wrote down is still made */
    Undoings(Duration remembered, Situation situation, Book book, PlanJournal journal, Clock clock) {
        this.remembered = remembered;
        this.situation = situation;
        this.book = book;
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * @param record of the plan, which has ended
     * @return what takes it back; empty when it helped, or when nothing can be taken back
     */
    Optional<Cure> owedFor(Cure failed, PlanRecord record) {
        LedgerEntry.Verified verified = record.verified().orElse(null);
        if (verified == null || !Undo.isCalledFor(verified.verdict())) {
            return Optional.empty();
        }
        Map<Target, TargetState> now = situation.states(failed.facts());
        Optional<Undo> owed = book.plan(Undo.idOf(failed.plan.id()))
                .flatMap(PlanRecord::undoOwed)
                .map(Undo::of);
        if (owed.isEmpty() && clock.instant().isBefore(verified.at().plus(remembered))) {
            owed = Undo.of(failed.plan, record, now, verified.at());
            owed.ifPresent(undo -> journal.undoOwed(undo, failed.decision));
        }
        return owed.map(undo -> Cure.of(undo, undo.decision(failed.decision, now), record.withEffect()));
    }
}
