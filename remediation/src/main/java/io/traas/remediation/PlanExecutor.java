package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.Refusal;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.ledger.PlanState;
import io.traas.remediation.people.Approvals;
import io.traas.remediation.people.Reminders;
import io.traas.remediation.verify.Conclusion;
import io.traas.remediation.verify.Verification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

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

    private static final Duration STORM_OVER = Duration.ofMinutes(5);

    private final ExecutorLimits limits;
    private final Situation situation;
    private final Outlook outlook;
    private final Guard guard;
    private final Cluster cluster;
    private final Ledger ledger;
    private final PlanRunner runner;
    private final Recovery recovery;
    private final PlanJournal journal;
    private final Clock clock;
    private final Executor hands;
    private final CrashPoints crashPoints;
    private final History history;
    private final OpenPlans plans;
    private final Questions questions;
    private final Undoings undoings;
    private final Reminders<Cure> reminders;
    private final PeopleCommands commands;
    private final PlanBorder border;
    private final StormAlarm stormAlarm = new StormAlarm(STORM_OVER);

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
            CrashPoints crashPoints,
            Consumer<Command.SwitchOver> moves) {
        this.limits = limits;
        this.situation = situation;
        this.outlook = new Outlook(limits.ceiling(), situation, clock);
        this.guard = guard;
        this.cluster = cluster;
        this.ledger = ledger;
        this.runner = runner;
        this.recovery = new Recovery(ledger.book(), runner, journal, clock);
        this.journal = journal;
        this.clock = clock;
        this.hands = hands;
        this.crashPoints = crashPoints;
        this.history = new History(limits.historyKept(), clock);
        this.plans = new OpenPlans(limits.maxPlans());
        this.undoings = new Undoings(limits.historyKept(), situation, ledger.book(), journal, clock);
        this.questions = new Questions(limits, situation, journal, clock);
        this.reminders = new Reminders<>(limits.remindEvery());
        this.border = new PlanBorder(ledger.book(), history, plans, this::escalate);
        this.commands = new PeopleCommands(situation, journal, reminders, this::onOrder, moves);
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
        } else if (decision.outcome() instanceof Decision.AskHuman ask && !situation.isClosed(decision.incidentId())) {
            journal.personNeeded(decision, ask.why());
        }
    }

    /** Call once at start, after all decisions were read again. */
    void settleOrphans() {
        recovery.settleOrphans(planId -> plans.find(planId).isPresent());
    }

    private void takeUp(Cure cure) {
        PlanRecord record = ledger.book().plan(cure.plan.id()).orElse(PlanRecord.empty(cure.plan.id()));
        if (record.finished()) {
            history.recall(cure, record);
            undoUnlessDone(cure, record);
            boolean open = !situation.isClosed(cure.plan.incidentId());
            if (open && record.endedAs(PlanState.Ending.ESCALATED)) {
                reminders.told(cure.plan.incidentId(), cure, clock.instant());
            } else if (open && record.lapsed()) {
                hands.execute(() -> border.alone(
                        cure,
                        () -> escalate(cure, record.answered().orElseThrow().why())));
            }
            return;
        }
        crashPoints.hit(CrashPoint.DECISION_READ);
        switch (plans.admit(cure)) {
            case KNOWN -> {}
            case FULL -> {
                history.recall(cure, record);
                plans.end(cure);
                if (record.intents().isEmpty()) { // One that was begun must not be refused; it is an orphan.
                    hands.execute(() -> border.guarded(
                            cure, () -> refuse(cure, "QueueBound", plans.size() + " plans are open already")));
                }
            }
            case ADMITTED -> {
                history.recall(cure, record);
                if (record.state() instanceof PlanState.Asked) {
                    plans.enter(cure, Cure.Phase.ASKED);
                    questions.waitOn(cure, record);
                } else {
                    hands.execute(() -> border.guarded(cure, () -> begin(cure, record)));
                }
            }
        }
    }

    private void begin(Cure cure, PlanRecord record) {
        Optional<LedgerEntry.ApprovalAnswered> approval =
                record.answered().filter(LedgerEntry.ApprovalAnswered::approved);
        cure.approvedAt = approval.map(LedgerEntry.ApprovalAnswered::at).orElse(cure.approvedAt);
        if (record.owedToPerson().isPresent() && record.unsettled().isEmpty()) {
            escalate(cure, record.owedToPerson().get());
        } else if (!record.intents().isEmpty()) {
            resume(cure, record);
        } else if (cure.approvedAt != null) {
            enqueue(cure);
        } else if (cure.proposedToPerson || outlook.autonomy(cure) == Autonomy.APPROVE) {
            ask(cure);
        } else {
            enqueue(cure);
        }
    }

    private void ask(Cure cure) {
        // As if approved now: a person is not asked for what would be refused anyway.
        Facts asIfApproved = outlook.facts(cure, clock.instant(), cluster.stopSwitch());
        Guard.Word word = guard.check(cure.plan, asIfApproved.with(history.except(cure.plan.id())));
        if (!word.allowed()) {
            endRefused(cure, word);
            return;
        }
        plans.enter(cure, Cure.Phase.ASKED);
        questions.put(cure);
    }

    /** A person's word: an answer to a question, or an order. A second answer changes nothing. */
    void onCommand(Command command) {
        if (command instanceof Command.Approve || command instanceof Command.Reject) {
            plans.find(command.scope())
                    .ifPresent(cure -> border.alone(
                            cure, () -> questions.hear(command, cure).ifPresent(answer -> close(cure, answer))));
        } else {
            commands.take(command);
        }
    }

    private void onOrder(Decision decision) {
        RemediationPlan plan = ((Decision.Act) decision.outcome()).plan();
        Cure proposed = new Cure(decision, plan, true);
        // An order is one person's word; where two are needed it is a question to both like any other.
        takeUp(questions.needsTwo(proposed) ? proposed : Cure.ordered(decision, plan));
    }

    private void onAnswer(Approvals.Answer answer) {
        plans.find(answer.planId()).ifPresent(cure -> border.alone(cure, () -> close(cure, answer)));
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
        questions.lapsed(now).forEach(this::onAnswer);
        reminders.due(now, situation::isClosed).forEach(journal::remind);
        for (Cure cure : plans.inPhase(Cure.Phase.VERIFYING)) {
            border.alone(
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
        plans.claimFree().forEach(cure -> hands.execute(() -> border.guarded(cure, () -> act(cure))));
    }

    private void act(Cure cure) {
        SwitchState stopSwitch = cluster.stopSwitch();
        Guard.Word word = history.admit(cure, guard, outlook.facts(cure, cure.approvedAt, stopSwitch));
        if (!word.allowed()) {
            endRefused(cure, word);
            return;
        }
        journal.guarded(cure, word);
        crashPoints.hit(CrashPoint.GUARD_PASSED);
        finishSteps(
                cure,
                runner.run(outlook.order(cure), cure.stepsDone, () -> situation.isClosed(cure.plan.incidentId())));
    }

    /** Takes up a plan that an earlier executor had begun. */
    private void resume(Cure cure, PlanRecord record) {
        Recovery.Next next = recovery.resume(record, cure.plan, outlook.order(cure), outlook.isStillWanted(cure));
        cure.stepsDone = next.stepsDone();
        cure.actedAt = clock.instant();
        boolean restIsNeedless = cure.stepsDone > 0 && situation.isClosed(cure.plan.incidentId());
        if (next instanceof Recovery.Verify && cure.undo != null) {
            endUndo(cure, cure.undo.complete(), "taken back by an earlier executor");
        } else if (next instanceof Recovery.Verify verify) {
            verify(cure, verify.actedAt(), true);
        } else if (next instanceof Recovery.Finish finish) {
            finishSteps(cure, finish.result());
        } else if (next instanceof Recovery.TellPerson tell) {
            escalate(cure, tell.why());
        } else if (restIsNeedless && cure.undo != null) {
            endUndo(cure, false, "the incident is resolved, what is not taken back yet stays");
        } else if (restIsNeedless) {
            verify(cure, clock.instant(), true);
        } else {
            enqueue(cure);
        }
    }

    private void finishSteps(Cure cure, StepResult result) {
        cure.actedAt = clock.instant();
        if (result.outcome() == Outcome.UNKNOWN || result.outcome() == Outcome.EXPIRED) {
            escalate(cure, result.detail());
        } else if (cure.undo != null) {
            endUndo(cure, cure.undo.complete() && result.good(), result.detail());
        } else if (result.good()) {
            verify(cure, clock.instant(), result.outcome() == Outcome.SUCCEEDED);
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
        ledger.book().plan(cure.plan.id()).ifPresent(record -> undoUnlessDone(cure, record));
        plans.end(cure);
    }

    private void undoUnlessDone(Cure failed, PlanRecord record) {
        if (limits.undo()) {
            undoings.owedFor(failed, record).ifPresent(this::takeUp);
        }
    }

    private void endUndo(Cure cure, boolean complete, String detail) {
        journal.undone(cure, complete, detail);
        plans.end(cure);
    }

    private void endRefused(Cure cure, Guard.Word word) {
        boolean storm = word.refusedFor(Refusal.STORM);
        // Watching only is no news; a refusal of what somebody opted in to is. A storm is one piece of news.
        boolean news = outlook.autonomy(cure).compareTo(Autonomy.APPROVE) >= 0;
        journal.refused(cure, word, news && !storm);
        if (news && storm && stormAlarm.sign(clock.instant())) {
            escalate(cure, word.describe());
            return;
        }
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
            reminders.told(cure.plan.incidentId(), cure, clock.instant());
        } finally {
            plans.end(cure);
        }
    }

    /** How many plans are in each phase, for health. */
    Map<Cure.Phase, Long> counts() {
        return plans.counts();
    }
}
