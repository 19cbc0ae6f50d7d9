package io.traas.remediation;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.LedgerEntry;
import io.traas.model.LedgerEntry.ApprovalNote;
import io.traas.model.RemediationPlan;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.people.Approvals;
import io.traas.remediation.people.PlanHash;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Puts plans to people, with the hash of what exactly is asked, and hears what they say. Thread-safe. */
final class Questions {

    private final Situation situation;
    private final PlanJournal journal;
    private final Clock clock;
    private final Approvals approvals;

    Questions(ExecutorLimits limits, Situation situation, PlanJournal journal, Clock clock) {
        this.situation = situation;
        this.journal = journal;
        this.clock = clock;
        this.approvals = new Approvals(limits.approvalExpiry(), limits.fourEyes());
    }

    void put(Cure cure) {
        String why = cure.decision.outcome() instanceof Decision.AskHuman ask
                ? ask.why()
                : cure.proposedToPerson ? cure.plan.because() : "the level of autonomy is approve";
        Approvals.Question question =
                approvals.ask(cure.plan, hashNow(cure, cure.plan), cure.touched(), clock.instant());
        journal.asked(cure, why, question);
        approvals.await(question, List.of());
    }

    /** Whether more than one person has to say yes to it. */
    boolean needsTwo(Cure cure) {
        return approvals.persons(cure.plan, cure.touched()) > 1;
    }

    /** Waits on for the answer to a question of an earlier life of the platform. */
    void waitOn(Cure cure, PlanRecord record) {
        LedgerEntry.ApprovalAsked asked = record.asked().orElseThrow();
        List<String> yes = record.entries().stream()
                .filter(LedgerEntry.ApprovalNoted.class::isInstance)
                .map(LedgerEntry.ApprovalNoted.class::cast)
                .filter(noted ->
                        noted.note() == ApprovalNote.COUNTED && noted.planHash().equals(asked.planHash()))
                .map(LedgerEntry.ApprovalNoted::by)
                .toList();
        Approvals.Question question =
                new Approvals.Question(cure.plan, asked.planHash(), asked.persons(), asked.expiresAt());
        approvals.await(question, yes);
        if (clock.instant().isBefore(question.expiresAt())) {
            journal.askedBefore(cure, question);
        }
    }

    /** @return the answer when the command closes the question about the cure; otherwise what became of it is noted */
    Optional<Approvals.Answer> hear(Command command, Cure cure) {
        if (command instanceof Command.Approve yes && journal.isNoted(yes)) {
            return Optional.empty();
        }
        Approvals.Reply reply =
                approvals.answer(command, plan -> hashNow(cure, plan)).orElse(null);
        if (reply instanceof Approvals.Noted noted) {
            journal.noted(cure, noted);
            if (noted.note() == ApprovalNote.TARGET_CHANGED) {
                put(cure);
            }
            return Optional.empty();
        }
        return Optional.ofNullable((Approvals.Answer) reply);
    }

    /** What nobody answered in time, or what is no longer needed. */
    List<Approvals.Answer> lapsed(Instant now) {
        return approvals.lapsed(now, situation::isClosed);
    }

    private String hashNow(Cure cure, RemediationPlan plan) {
        return PlanHash.of(plan, situation.states(cure.facts()).values());
    }
}
