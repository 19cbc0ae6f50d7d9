package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.guard.AutonomyLevel;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.Refusal;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.verify.Conclusion;
import io.traas.remediation.verify.Verification;
import java.time.Clock;
import java.time.Duration;
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
    private static final Duration STORM_OVER = Duration.ofMinutes(5);

    private final ExecutorLimits limits;
    private final Situation situation;
    private final Guard guard;
    private final Cluster cluster;
    private final Ledger ledger;
    private final PlanRunner runner;
    private final PlanJournal journal;
    private final Clock clock;
    private final Executor hands;
    private final History history;
    private final OpenPlans plans;
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
            Executor hands) {
        this.limits = limits;
        this.situation = situation;
        this.guard = guard;
        this.cluster = cluster;
        this.ledger = ledger;
        this.runner = runner;
        this.journal = journal;
        this.clock = clock;
        this.hands = hands;
        this.history = new History(limits.historyKept(), clock);
        this.plans = new OpenPlans(limits.maxPlans());
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

    /** Call once at start, after all decisions were read again: intents whose decision is nowhere to be found. */
    void settleOrphans() {
        for (PlanRecord record : ledger.book().plans()) {
            if (plans.find(record.planId()).isEmpty() && !record.unsettled().isEmpty()) {
                runner.settle(record, Optional.empty());
            }
        }
    }

    private void takeUp(Cure cure) {
        PlanRecord record = ledger.book().plan(cure.plan.id()).orElse(new PlanRecord(cure.plan.id(), List.of()));
        if (record.finished()) {
            history.recall(cure, record);
            return;
        }
        switch (plans.admit(cure)) {
            case KNOWN -> {}
            case FULL -> {
                history.recall(cure, record);
                hands.execute(() ->
                        guarded(cure, () -> refuse(cure, "QueueBound", plans.size() + " plans are open already")));
            }
            case ADMITTED -> {
                history.recall(cure, record);
                if (record.isUnanswered()) {
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
        if (!record.intents().isEmpty()) {
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
        Facts asIfApproved = factsOf(cure, clock.instant(), cluster.stopSwitch());
        Guard.Word word = guard.check(cure.plan, asIfApproved.with(history.except(cure.plan.id())));
        if (!word.allowed()) {
            endRefused(cure, word);
            return;
        }
        Instant expiresAt = clock.instant().plus(limits.approvalExpiry());
        String why = cure.decision.outcome() instanceof Decision.AskHuman ask
                ? ask.why()
                : "the level of autonomy is approve";
        journal.asked(cure, why, expiresAt);
        waitForAnswer(cure, expiresAt);
    }

    private void waitForAnswer(Cure cure, Instant expiresAt) {
        cure.expiresAt = expiresAt;
        plans.enter(cure, Cure.Phase.ASKED);
    }

    /** An answer to a question; anything else, and a second answer, changes nothing. */
    void onCommand(Command command) {
        boolean approved = command instanceof Command.Approve;
        if (!approved && !(command instanceof Command.Reject)) {
            return;
        }
        Cure cure = plans.find(command.scope()).orElse(null);
        if (cure == null || command.at().isAfter(cure.expiresAt()) || !plans.claimAsked(cure)) {
            return;
        }
        cure.approvedAt = approved ? command.at() : null;
        journal.answered(cure, approved, command.by(), command.why());
        if (approved) {
            enqueue(cure);
        } else {
            plans.end(cure);
        }
    }

    /** Call often: lapsed questions, waiting plans, verifications. */
    void tick() {
        Instant now = clock.instant();
        for (Cure cure : plans.inPhase(Cure.Phase.ASKED)) {
            alone(cure, () -> lapse(cure, now));
        }
        for (Cure cure : plans.inPhase(Cure.Phase.VERIFYING)) {
            alone(
                    cure,
                    () -> cure.verification.look(now, situation).ifPresent(conclusion -> conclude(cure, conclusion)));
        }
        startWaiting();
    }

    private void lapse(Cure cure, Instant now) {
        boolean closed = situation.isClosed(cure.plan.incidentId());
        if (closed && plans.claimAsked(cure)) {
            journal.answered(cure, false, "", "no longer needed: the incident is resolved");
            plans.end(cure);
        } else if (now.isAfter(cure.expiresAt()) && plans.claimAsked(cure)) {
            journal.answered(cure, false, "", "nobody answered within " + limits.approvalExpiry());
            escalate(cure, "nobody answered within " + limits.approvalExpiry());
        }
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
        Guard.Word word = history.admit(cure, guard, factsOf(cure, cure.approvedAt, stopSwitch));
        if (!word.allowed()) {
            endRefused(cure, word);
            return;
        }
        journal.guarded(cure, word);
        finishSteps(cure, runner.run(orderOf(cure), cure.stepsDone));
    }

    /** Takes up a plan that an earlier run of the platform had begun. */
    private void resume(Cure cure, PlanRecord record) {
        PlanRunner.Order order = orderOf(cure);
        // Nobody asks the guard again before a call is repeated: what makes it wrong by now has to be seen here.
        PlanRunner.Order settling = isStillWanted(cure) ? order : order.tooLate();
        Optional<StepResult> settled = runner.settle(record, Optional.of(settling));
        PlanRecord now = ledger.book().plan(cure.plan.id()).orElse(record);
        cure.stepsDone = now.stepsDone();
        if (settled.isPresent() && !settled.get().good()) {
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
    }

    private void conclude(Cure cure, Conclusion conclusion) {
        cure.verdict = conclusion.verdict();
        journal.verified(cure, conclusion);
        plans.end(cure);
    }

    private void endRefused(Cure cure, Guard.Word word) {
        boolean storm = word.refusedFor(Refusal.STORM);
        // Watching only is no news; a refusal of what somebody opted in to is. A storm is one piece of news.
        boolean news = autonomy(cure).compareTo(Autonomy.APPROVE) >= 0;
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
        } finally {
            plans.end(cure);
        }
    }

    /** The border of the work on one plan: whatever goes wrong here ends this plan only, and a person hears of it. */
    private void guarded(Cure cure, Runnable work) {
        try {
            work.run();
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
        } catch (RuntimeException e) {
            breakOff(cure, e);
        }
    }

    private void breakOff(Cure cure, RuntimeException e) {
        LOG.atError().addKeyValue("plan", cure.plan.id()).setCause(e).log("plan broke off");
        escalate(cure, "the platform failed while it worked on the plan: " + e);
    }

    private Autonomy autonomy(Cure cure) {
        return AutonomyLevel.effective(cure.plan, limits.ceiling(), situation.inventory(cure.facts()));
    }

    /** All but the cures, which are asked for when the word is given. */
    private Facts factsOf(Cure cure, Instant approvedAt, SwitchState stopSwitch) {
        return new Facts(
                clock.instant(),
                // What was only proposed to a person needs one, however much everybody opted in.
                cure.proposedToPerson ? limits.ceiling().lower(Autonomy.APPROVE) : limits.ceiling(),
                stopSwitch,
                approvedAt,
                cure.facts(),
                situation.inventory(cure.facts()),
                situation.openIncidents(cure.facts()),
                situation.changes(cure.facts()),
                List.of(),
                situation.unblocks(),
                situation.sight(cure.incident(), cure.facts()));
    }

    private PlanRunner.Order orderOf(Cure cure) {
        Instant notAfter = Guard.validUntil(cure.plan, cure.approvedAt);
        return cure.order(notAfter, situation.states(cure.facts()).values());
    }

    private static Instant lastResultAt(PlanRecord record) {
        return record.intents().stream()
                .flatMap(intent -> record.resultOf(intent).stream())
                .map(LedgerEntry.Result::at)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
    }

    /** How many plans are in each phase, for health. */
    Map<Cure.Phase, Long> counts() {
        return plans.counts();
    }
}
