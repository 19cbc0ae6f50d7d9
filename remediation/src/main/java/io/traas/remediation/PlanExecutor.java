package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.PermissionRules;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.ledger.PlanState;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.people.Approvals;
import io.traas.remediation.verify.Conclusion;
import io.traas.remediation.verify.Verification;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a plan, from the decision to its end:
 *
 * <pre>
 * decision -> ask a person, when the level of autonomy or the decision says so -> wait until its target is free
 *          -> guard -> intent, call, result for each step -> verification -> end
 * </pre>
 *
 * <p>Whatever ends early is on the ledger with its reason. One plan at a time acts on a workload or node; plans on
 * different ones run side by side on the hands given. What comes next after a failure is decided elsewhere: a plan is
 * one rung. Which plans are open, and in which phase, is kept by {@link OpenPlans}.
 */
final class PlanExecutor {

    private static final Logger LOG = LoggerFactory.getLogger(PlanExecutor.class);

    private final ExecutorLimits limits;
    private final Situation situation;
    private final Guard guard;
    private final Cluster cluster;
    private final Ledger ledger;
    private final PlanRunner runner;
    private final PlanJournal journal;
    private final Clock clock;
    private final Executor hands;
    private final CrashPoints crashPoints;
    private final History history;
    private final OpenPlans plans;
    private final Approvals approvals;

    PlanExecutor(
            ExecutorLimits limits,
            Situation situation,
            Guard guard,
            Cluster cluster,
            Ledger ledger,
            PlanRunner runner,
            PlanJournal journal,
            Clock clock,
            Executor hands,
            CrashPoints crashPoints) {
        this.limits = limits;
        this.situation = situation;
        this.guard = guard;
        this.cluster = cluster;
        this.ledger = ledger;
        this.runner = runner;
        this.journal = journal;
        this.clock = clock;
        this.hands = hands;
        this.crashPoints = crashPoints;
        this.history = new History(limits.historyKept(), clock);
        this.plans = new OpenPlans(limits.maxPlans());
        this.approvals = new Approvals(limits.approvalExpiry());
    }

    /** Takes up a decision, new or read again at start; one that has come to its end already is only remembered. */
    void onDecision(Decision decision) {
        if (decision.mode() != Decision.Mode.ENFORCED) {
            return;
        }
        if (decision.outcome() instanceof Decision.Act act) {
            takeUp(new Cure(decision, act.plan(), false));
        } else if (decision.outcome() instanceof Decision.AskHuman ask && ask.plan() != null) {
            takeUp(new Cure(decision, ask.plan(), true));
        } else if (decision.outcome() instanceof Decision.AskHuman ask) {
            journal.personNeeded(decision, ask.why());
        }
    }

    /**
     * Call once at start, after all decisions were read again: what was begun, or owed to a person, and is not on its way
     * again, because its decision is nowhere to be found or too much is open.
     */
    void settleOrphans() {
        for (PlanRecord record : ledger.book().plans()) {
            if (plans.find(record.planId()).isEmpty()) {
                settleOrphan(record);
            }
        }
    }

    private void settleOrphan(PlanRecord record) {
        runner.settle(record, Optional.empty());
        PlanRecord now = ledger.book().plan(record.planId()).orElse(record);
        if (now.owedToPerson().isPresent()) {
            journal.orphaned(now, now.owedToPerson().get());
        } else if (!now.intents().isEmpty() && !now.finished()) {
            journal.orphaned(now, "begun by an earlier executor and not taken up again");
        }
    }

    private void takeUp(Cure cure) {
        PlanRecord record = ledger.book().plan(cure.plan.id()).orElse(PlanRecord.empty(cure.plan.id()));
        if (record.finished()) {
            history.recall(cure, record);
            return;
        }
        crashPoints.hit(CrashPoint.DECISION_READ);
        switch (plans.admit(cure)) {
            case KNOWN -> {}
            case FULL -> {
                history.recall(cure, record);
                if (record.intents().isEmpty()) { // One that was begun must not be refused; it is an orphan.
                    hands.execute(() ->
                            guarded(cure, () -> refuse(cure, "QueueBound", plans.size() + " plans are open already")));
                }
            }
            case ADMITTED -> {
                history.recall(cure, record);
                if (record.state() instanceof PlanState.Asked) {
                    waitForAnswer(cure, record.asked().orElseThrow().expiresAt());
                } else {
                    hands.execute(() -> guarded(cure, () -> begin(cure, record)));
                }
            }
        }
    }

    private void begin(Cure cure, PlanRecord record) {
        Optional<LedgerEntry.ApprovalAnswered> approval =
                record.answered().filter(LedgerEntry.ApprovalAnswered::approved);
        cure.approvedAt = approval.map(LedgerEntry.ApprovalAnswered::at).orElse(null);
        if (record.owedToPerson().isPresent() && record.unsettled().isEmpty()) {
            escalate(cure, record.owedToPerson().get());
        } else if (!record.intents().isEmpty()) {
            resume(cure, record);
        } else if (approval.isPresent()) {
            enqueue(cure);
        } else if (cure.proposedToPerson || autonomy(cure) == Autonomy.APPROVE) {
            ask(cure);
        } else {
            enqueue(cure);
        }
    }

    private void ask(Cure cure) {
        // As if approved now: a person is not asked for what would be refused anyway.
        Guard.Word word = guard.check(cure.plan, factsOf(cure, clock.instant(), cluster.stopSwitch()));
        if (!word.allowed()) {
            endRefused(cure, word);
            return;
        }
        Instant expiresAt = approvals.expiresAt(clock.instant());
        String why = cure.decision.outcome() instanceof Decision.AskHuman ask
                ? ask.why()
                : "the level of autonomy is approve";
        journal.asked(cure, why, expiresAt);
        waitForAnswer(cure, expiresAt);
    }

    private void waitForAnswer(Cure cure, Instant expiresAt) {
        plans.enter(cure, Cure.Phase.ASKED);
        approvals.await(cure.plan, expiresAt);
    }

    /** An answer to a question; anything else, and a second answer, changes nothing. */
    void onCommand(Command command) {
        approvals.answer(command).ifPresent(this::onAnswer);
    }

    private void onAnswer(Approvals.Answer answer) {
        plans.find(answer.planId()).ifPresent(cure -> alone(cure, () -> close(cure, answer)));
    }

    private void close(Cure cure, Approvals.Answer answer) {
        cure.approvedAt = answer.approved() ? answer.at() : null;
        journal.answered(cure, answer);
        crashPoints.hit(CrashPoint.ANSWER_NOTED);
        if (answer.approved()) {
            enqueue(cure);
        } else if (answer.unanswered()) {
            escalate(cure, answer.why());
        } else {
            plans.end(cure);
        }
    }

    /** Call often: lapsed questions, waiting plans, verifications. */
    void tick() {
        Instant now = clock.instant();
        approvals.lapsed(now, situation::isClosed).forEach(this::onAnswer);
        for (Cure cure : plans.inPhase(Cure.Phase.VERIFYING)) {
            alone(
                    cure,
                    () -> cure.verification.look(now, situation).ifPresent(conclusion -> conclude(cure, conclusion)));
        }
        startWaiting();
    }

    private void enqueue(Cure cure) {
        plans.enter(cure, Cure.Phase.WAITING);
        startWaiting();
    }

    private void startWaiting() {
        plans.claimFree().forEach(cure -> hands.execute(() -> guarded(cure, () -> act(cure))));
    }

    private void act(Cure cure) {
        SwitchState stopSwitch = cluster.stopSwitch();
        Guard.Word word;
        synchronized (this) { // One at a time, so that each sees the plans let through before it.
            word = guard.check(cure.plan, factsOf(cure, cure.approvedAt, stopSwitch));
            cure.startedAt = word.allowed() ? clock.instant() : null;
            if (word.allowed()) {
                history.add(cure);
            }
        }
        if (!word.allowed()) {
            endRefused(cure, word);
            return;
        }
        journal.guarded(cure, word);
        crashPoints.hit(CrashPoint.GUARD_PASSED);
        finishSteps(cure, runner.run(orderOf(cure), cure.stepsDone));
    }

    /** Takes up a plan that an earlier run of the platform had begun. */
    private void resume(Cure cure, PlanRecord record) {
        PlanRunner.Order order = orderOf(cure);
        // Nobody asks the guard again before a call is repeated: what makes it wrong by now has to be seen here.
        Optional<StepResult> settled =
                runner.settle(record, isStillWanted(cure) ? Optional.of(order) : Optional.empty());
        PlanRecord now = ledger.book().plan(cure.plan.id()).orElse(record);
        cure.stepsDone = now.stepsDone();
        if (now.owedToPerson().isPresent()) {
            escalate(cure, now.owedToPerson().get());
        } else if (settled.isPresent() && !settled.get().good()) {
            finishSteps(cure, settled.get());
        } else if (cure.stepsDone == cure.plan.steps().size()) {
            verify(cure, lastResultAt(now), true);
        } else if (clock.instant().isAfter(order.notAfter())) {
            escalate(
                    cure,
                    "interrupted after step " + cure.stepsDone + " of "
                            + cure.plan.steps().size() + ", too late to go on");
        } else {
            history.forget(cure);
            enqueue(cure);
        }
    }

    /** Whether the incident is still open and the levels of autonomy of now still allow what was begun. */
    private boolean isStillWanted(Cure cure) {
        Autonomy needed = cure.approvedAt == null ? Autonomy.AUTO : Autonomy.APPROVE;
        return !situation.isClosed(cure.plan.incidentId()) && autonomy(cure).compareTo(needed) >= 0;
    }

    private void finishSteps(Cure cure, StepResult result) {
        if (result.good()) {
            verify(cure, clock.instant(), result.outcome() == Outcome.SUCCEEDED);
        } else if (result.outcome() == Outcome.UNKNOWN || result.outcome() == Outcome.EXPIRED) {
            escalate(cure, result.detail());
        } else {
            journal.failed(cure, result);
            plans.end(cure);
        }
    }

    private void verify(Cure cure, Instant actedAt, boolean changed) {
        cure.verification = Verification.of(
                cure.plan, cure.incident(), cure.facts().targets(), situation.specs(), actedAt, changed);
        plans.enter(cure, Cure.Phase.VERIFYING);
        crashPoints.hit(CrashPoint.VERIFYING);
    }

    private void conclude(Cure cure, Conclusion conclusion) {
        crashPoints.hit(CrashPoint.VERDICT_KNOWN);
        cure.verdict = conclusion.verdict();
        journal.verified(cure, conclusion);
        plans.end(cure);
    }

    private void endRefused(Cure cure, Guard.Word word) {
        // Watching only is no news; a refusal of what somebody opted in to is.
        journal.refused(cure, word, autonomy(cure).compareTo(Autonomy.APPROVE) >= 0);
        if (cure.stepsDone > 0) {
            escalate(
                    cure,
                    "refused after step " + cure.stepsDone + " of "
                            + cure.plan.steps().size() + ": " + word.describe());
        } else {
            plans.end(cure);
        }
    }

    private void refuse(Cure cure, String check, String detail) {
        endRefused(cure, new Guard.Word(false, List.of(new LedgerEntry.GuardCheck(check, false, detail))));
    }

    private void escalate(Cure cure, String why) {
        try {
            journal.escalated(cure, why);
        } finally {
            plans.end(cure);
        }
    }

    /** The border of the work on one plan: whatever goes wrong here ends this plan only, and a person hears of it. */
    private void guarded(Cure cure, Runnable work) {
        try {
            work.run();
        } catch (TenureLostException e) {
            stoodDown(cure, e);
        } catch (LedgerUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("plan", cure.plan.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("nothing is done without the ledger; the plan waits");
            cure.stepsDone = ledger.book()
                    .plan(cure.plan.id())
                    .map(PlanRecord::stepsDone)
                    .orElse(0);
            history.forget(cure);
            plans.enter(cure, Cure.Phase.WAITING);
        } catch (RuntimeException e) {
            breakOff(cure, e);
        }
    }

    /** The same for what needs no ledger and must not be begun anew: one plan that fails keeps no other waiting. */
    private void alone(Cure cure, Runnable work) {
        try {
            work.run();
        } catch (TenureLostException e) {
            stoodDown(cure, e);
        } catch (RuntimeException e) {
            breakOff(cure, e);
        }
    }

    /** The plan stays as it is: whoever has taken over goes on with it. */
    private static void stoodDown(Cure cure, TenureLostException e) {
        LOG.atInfo()
                .addKeyValue("plan", cure.plan.id())
                .addKeyValue("reason", e.getMessage())
                .log("left to the replica that takes over");
    }

    private void breakOff(Cure cure, RuntimeException e) {
        LOG.atError().addKeyValue("plan", cure.plan.id()).setCause(e).log("plan broke off");
        escalate(cure, "the platform failed while it worked on the plan: " + e);
    }

    private Autonomy autonomy(Cure cure) {
        return PermissionRules.effective(
                cure.plan, limits.ceiling(), situation.states(cure.facts()).values());
    }

    private Facts factsOf(Cure cure, Instant approvedAt, SwitchState stopSwitch) {
        return new Facts(
                clock.instant(),
                // What was only proposed to a person needs one, however much everybody opted in.
                cure.proposedToPerson ? limits.ceiling().lower(Autonomy.APPROVE) : limits.ceiling(),
                stopSwitch,
                approvedAt,
                cure.facts(),
                situation.states(cure.facts()),
                situation.openIncidents(cure.facts()),
                situation.changes(cure.facts()),
                history.except(cure.plan.id()),
                situation.lastHeardAt().orElse(null),
                situation.scrapesAnswered(cure.incident(), cure.facts()));
    }

    private PlanRunner.Order orderOf(Cure cure) {
        Instant notAfter = Guard.validUntil(cure.plan, cure.approvedAt);
        return cure.order(notAfter, situation.states(cure.facts()).values());
    }

    private static Instant lastResultAt(PlanRecord record) {
        return record.results().stream()
                .map(LedgerEntry.Result::at)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** How many plans are in each phase, for health. */
    Map<Cure.Phase, Long> counts() {
        return plans.counts();
    }
}
