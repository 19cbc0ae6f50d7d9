package io.traas.remediation;

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

    void asked(Cure cure, String why, Instant expiresAt) {
        String plan = cure.plan.id();
        ledger.note(new LedgerEntry.ApprovalAsked(
                Ids.of("asked", plan), cure.plan.incidentId(), plan, clock.instant(), cure.plan, why, expiresAt));
        tell(cure, Notice.Kind.APPROVAL_NEEDED, "approve or reject plan " + plan + ": " + why);
    }

    /** Nothing known fits; somebody has to look. Told once for each decision. */
    void personNeeded(Decision decision, String why) {
        if (ledger.book().plan(decision.id()).isPresent()) {
            return;
        }
        Instant now = clock.instant();
        ledger.note(new LedgerEntry.ApprovalAsked(
                Ids.of("asked", decision.id()), decision.incidentId(), decision.id(), now, null, why, null));
        notices.send(new Notice(
                Notice.Kind.HUMAN_NEEDED,
                now,
                why,
                decision.explanation().facts().incident(),
                null));
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

    void escalated(Cure cure, String why) {
        ledger.note(new LedgerEntry.Escalated(
                Ids.of("escalated", cure.plan.id()), cure.plan.incidentId(), cure.plan.id(), clock.instant(), why));
        tell(cure, Notice.Kind.ESCALATED, why);
    }

    /** The same for a plan that only the ledger still knows. */
    void orphaned(PlanRecord record, String why) {
        String plan = record.planId();
        String incident =
                record.entries().isEmpty() ? "" : record.entries().get(0).incidentId();
        Instant now = clock.instant();
        ledger.note(new LedgerEntry.Escalated(Ids.of("escalated", plan), incident, plan, now, why));
        notices.send(new Notice(Notice.Kind.ESCALATED, now, "plan " + plan + ": " + why, null, null));
    }

    private void tell(Cure cure, Notice.Kind kind, String text) {
        notices.send(new Notice(kind, clock.instant(), text, cure.incident(), cure.plan));
    }
}
