package io.traas.remediation;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Ids;
import io.traas.model.LedgerEntry;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.notify.Notices;
import io.traas.remediation.people.Approvals;
import io.traas.remediation.verify.Conclusion;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what becomes of plans: to the ledger, to people, to the log. Ids are derived from the plan, so that telling
 * twice is harmless. Thread-safe.
 */
final class PlanJournal {

    private static final Logger LOG = LoggerFactory.getLogger(PlanJournal.class);

    private final Ledger ledger;
    private final Notices notices;
    private final Clock clock;

    PlanJournal(Ledger ledger, Notices notices, Clock clock) {
        this.ledger = ledger;
        this.notices = notices;
        this.clock = clock;
    }

    void asked(Cure cure, String why, Approvals.Question question) {
        String plan = cure.plan.id();
        ledger.note(new LedgerEntry.ApprovalAsked(
                Ids.of("asked", plan, question.hash()),
                cure.plan.incidentId(),
                plan,
                clock.instant(),
                cure.plan,
                why,
                question.expiresAt(),
                question.hash(),
                question.persons()));
        tell(
                cure,
                Notice.Kind.APPROVAL_NEEDED,
                "approve or reject plan " + plan + ", hash " + question.hash()
                        + (question.persons() > 1 ? ", " + question.persons() + " persons needed" : "") + ": " + why);
    }

    /** A yes that did not settle the question. */
    void noted(Cure cure, Approvals.Noted noted) {
        Command.Approve yes = noted.approval();
        LOG.atInfo()
                .addKeyValue("plan", yes.planId())
                .addKeyValue("by", yes.by())
                .addKeyValue("note", noted.note())
                .addKeyValue("detail", noted.detail())
                .log("approval not taken, or not enough");
        ledger.note(new LedgerEntry.ApprovalNoted(
                notedId(yes),
                cure.plan.incidentId(),
                yes.planId(),
                clock.instant(),
                yes.by(),
                yes.why(),
                yes.planHash(),
                noted.note(),
                noted.detail()));
    }

    /** Whether the ledger has the command already: commands are read again at each start. */
    boolean isNoted(Command.Approve yes) {
        String id = notedId(yes);
        return ledger.book()
                .plan(yes.planId())
                .map(record ->
                        record.entries().stream().anyMatch(entry -> entry.id().equals(id)))
                .orElse(false);
    }

    private static String notedId(Command.Approve yes) {
        return Ids.of("noted", yes.id());
    }

    void undoOwed(Undo undo, Decision failed) {
        ledger.note(new LedgerEntry.UndoOwed(
                Ids.of("undo-owed", undo.plan().id()),
                failed.incidentId(),
                undo.plan().id(),
                clock.instant(),
                undo.undoes(),
                undo.plan(),
                undo.complete()));
    }

    /** @param detail of the step that ended it */
    void undone(Cure cure, boolean complete, String detail) {
        ledger.note(new LedgerEntry.Undone(
                Ids.of("undone", cure.plan.id()),
                cure.plan.incidentId(),
                cure.plan.id(),
                clock.instant(),
                cure.undo.undoes(),
                complete,
                detail));
        tell(cure, complete ? Notice.Kind.UNDONE : Notice.Kind.NOT_UNDONE, detail);
    }

    void commanded(Command command) {
        if (!ledger.book().hasCommand(command.id())) {
            ledger.note(LedgerEntry.Commanded.of(command, clock.instant()));
        }
    }

    /** A question of an earlier executor, which may have gone before anybody heard of it. */
    void askedBefore(Cure cure, Approvals.Question question) {
        tell(
                cure,
                Notice.Kind.APPROVAL_NEEDED,
                "plan " + cure.plan.id() + " still waits for a person until " + question.expiresAt()
                        + ": approve or reject it, hash " + question.hash());
    }

    /** Nothing known fits; somebody has to look. Told once for each decision, or twice when this life ends in between. */
    void personNeeded(Decision decision, String why) {
        if (ledger.book().plan(decision.id()).isPresent()) {
            return;
        }
        Instant now = clock.instant();
        notices.send(new Notice(
                Notice.Kind.HUMAN_NEEDED,
                now,
                why,
                decision.explanation().facts().incident(),
                null));
        ledger.note(new LedgerEntry.ApprovalAsked(
                Ids.of("asked", decision.id()), decision.incidentId(), decision.id(), now, null, why, null));
    }

    void answered(Cure cure, Approvals.Answer answer) {
        String plan = cure.plan.id();
        ledger.note(new LedgerEntry.ApprovalAnswered(
                Ids.of("answered", plan),
                cure.plan.incidentId(),
                plan,
                clock.instant(),
                answer.approved(),
                answer.by(),
                answer.why()));
    }

    void guarded(Cure cure, Guard.Word word) {
        ledger.note(new LedgerEntry.Guarded(
                Ids.of("guarded", cure.plan.id(), Boolean.toString(word.allowed())),
                cure.plan.incidentId(),
                cure.plan.id(),
                clock.instant(),
                cure.plan.runbook(),
                cure.plan.rung(),
                word.allowed(),
                word.checks()));
    }

    /** @param news false when nobody opted in to more than watching */
    void refused(Cure cure, Guard.Word word, boolean news) {
        LOG.atInfo()
                .addKeyValue("plan", cure.plan.id())
                .addKeyValue("why", word.describe())
                .log("guard refused");
        guarded(cure, word);
        if (news) {
            tell(cure, Notice.Kind.REFUSED, word.describe());
        }
    }

    void failed(Cure cure, StepResult result) {
        LOG.atInfo()
                .addKeyValue("plan", cure.plan.id())
                .addKeyValue("outcome", result.outcome())
                .addKeyValue("reason", result.reason().text())
                .addKeyValue("detail", result.detail())
                .log("plan not carried out");
        tell(cure, Notice.Kind.FAILED, result.detail());
    }

    void verified(Cure cure, Conclusion conclusion) {
        ledger.note(new LedgerEntry.Verified(
                Ids.of("verified", cure.plan.id()),
                cure.plan.incidentId(),
                cure.plan.id(),
                clock.instant(),
                cure.plan.runbook(),
                cure.plan.rung(),
                conclusion.verdict(),
                conclusion.recoveredAt(),
                conclusion.evidence()));
        String evidence = String.join("; ", conclusion.evidence());
        LOG.atInfo()
                .addKeyValue("plan", cure.plan.id())
                .addKeyValue("verdict", conclusion.verdict())
                .addKeyValue("evidence", evidence)
                .log("plan verified");
        boolean healed = conclusion.recoveredAt() != null;
        tell(cure, healed ? Notice.Kind.HEALED : Notice.Kind.NOT_HEALED, conclusion.verdict() + ": " + evidence);
    }

    /** Handed over before, and nobody has said yet that they look after it. */
    void remind(Cure cure) {
        tell(cure, Notice.Kind.ESCALATED, "still waits for a person: acknowledge incident " + cure.plan.incidentId());
    }

    void escalated(Cure cure, String why) {
        ledger.note(new LedgerEntry.Escalated(
                Ids.of("escalated", cure.plan.id()), cure.plan.incidentId(), cure.plan.id(), clock.instant(), why));
        tell(cure, Notice.Kind.ESCALATED, why);
    }

    /** The same for a plan that only the ledger still knows. */
    void orphaned(PlanRecord record, String why) {
        String plan = record.planId();
        Instant now = clock.instant();
        ledger.note(new LedgerEntry.Escalated(Ids.of("escalated", plan), incidentOf(record), plan, now, why));
        String steps = record.intents().stream()
                .map(intent -> intent.action().describe())
                .collect(Collectors.joining(", then "));
        String about = "plan " + plan + (steps.isEmpty() ? "" : " (" + steps + ")");
        notices.send(new Notice(Notice.Kind.ESCALATED, now, about + ": " + why, null, null));
    }

    /** An end of a temporary change that was cut off: if it is still due, the sweeper finds it again, as another plan. */
    void leftToTheSweeper(PlanRecord record) {
        String plan = record.planId();
        Instant now = clock.instant();
        if (record.intents().isEmpty()) {
            LedgerEntry.GuardCheck check = new LedgerEntry.GuardCheck("Interrupted", false, "nothing was begun");
            ledger.note(new LedgerEntry.Guarded(
                    Ids.of("guarded", plan, "false"),
                    incidentOf(record),
                    plan,
                    now,
                    record.undoOwed().orElseThrow().plan().runbook(),
                    1,
                    false,
                    List.of(check)));
            return;
        }
        boolean complete = record.stepsDone() == record.intents().size();
        ledger.note(new LedgerEntry.Undone(
                Ids.of("undone", plan), incidentOf(record), plan, now, "", complete, "interrupted, and settled"));
    }

    private static String incidentOf(PlanRecord record) {
        return record.entries().isEmpty() ? "" : record.entries().get(0).incidentId();
    }

    private void tell(Cure cure, Notice.Kind kind, String text) {
        notices.send(new Notice(kind, clock.instant(), text, cure.incident(), cure.plan));
    }
}
