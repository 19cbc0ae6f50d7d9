package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.testing.Crash;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanExecutorTest {

    private static final TargetState CART = Scene.state(Scene.CART, 3, 3, Autonomy.AUTO);
    private static final Incident INCIDENT =
            Scene.incident(Lifecycle.OPENED, Scene.CART, FailureClass.ERRORS, Scene.errors(Scene.CART, 0.5));
    private static final RemediationPlan ROLL_BACK =
            Scene.plan("bad-release", 1, new Action.RollBack(Scene.CART, 2, 1));

    private final Rig rig = new Rig().knowing(INCIDENT, CART);

    @Test
    void aPlanIsGuardedIntendedCarriedOutAndVerified() {
        rig.decide(act(ROLL_BACK));
        rig.clock.advance(Duration.ofMillis(10));
        rig.situation.onState(CART);
        rig.secondsPass(12, CART, 0);

        assertThat(rig.entryTypes()).containsExactly("Guarded", "Intent", "Result", "Verified");
        assertThat(rig.cluster.effects()).hasSize(1);
        LedgerEntry.Verified verified = rig.entries(LedgerEntry.Verified.class).get(0);
        assertThat(verified.verdict()).isEqualTo(Verdict.RECOVERED);
        assertThat(verified.recoveredAt()).isBefore(verified.at().minusSeconds(4));
        assertThat(rig.notices.kinds()).containsExactly(Notice.Kind.HEALED);
    }

    @Test
    void aCureThatDoesNotHelpIsNotRecovered() {
        rig.decide(act(ROLL_BACK));
        rig.clock.advance(Duration.ofMillis(10));
        rig.situation.onState(CART);
        rig.secondsPass(40, CART, 5);

        assertThat(rig.entries(LedgerEntry.Verified.class).get(0).verdict()).isEqualTo(Verdict.NOT_RECOVERED);
        assertThat(rig.notices.kinds()).containsExactly(Notice.Kind.NOT_HEALED);
    }

    @Test
    void theSameDecisionReadTwiceIsCarriedOutOnce() {
        rig.decide(act(ROLL_BACK));
        rig.decide(act(ROLL_BACK));

        assertThat(rig.cluster.effects()).hasSize(1);
        assertThat(rig.entries(LedgerEntry.Intent.class)).hasSize(1);
    }

    @Test
    void nothingIsDoneWhenThePlatformOnlyObserves() {
        Rig observing = new Rig(
                        new TestClock(Scene.NOON), rig.store, new FakeCluster(), Autonomy.OBSERVE, Runnable::run)
                .knowing(INCIDENT, CART);

        observing.decide(act(ROLL_BACK));

        assertThat(observing.cluster.effects()).isEmpty();
        LedgerEntry.Guarded guarded =
                observing.entries(LedgerEntry.Guarded.class).get(0);
        assertThat(guarded.allowed()).isFalse();
        assertThat(guarded.checks()).anyMatch(check -> check.name().equals("Autonomy") && !check.ok());
        assertThat(observing.notices.kinds()).isEmpty();
    }

    @Test
    void aStoppedPlatformRefuses() {
        rig.cluster.stopSwitch = new SwitchState(SwitchState.Position.STOP, "ann", Scene.NOON, "release freeze");

        rig.decide(act(ROLL_BACK));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.Guarded.class).get(0).checks())
                .anyMatch(check -> !check.ok() && check.detail().contains("stopped by ann: release freeze"));
    }

    @Test
    void aStepWhoseIntentWasTooLongOnItsWayToTheLedgerIsNotSent() {
        rig.store.beforeWrite = entry -> {
            if (entry instanceof LedgerEntry.Intent) {
                rig.clock.advance(Duration.ofSeconds(31));
            }
        };

        rig.decide(act(ROLL_BACK));

        assertThat(rig.cluster.effects()).isEmpty();
        LedgerEntry.Result result = rig.entries(LedgerEntry.Result.class).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(result.reason()).isEqualTo("too-late");
        assertThat(rig.entries(LedgerEntry.Escalated.class)).hasSize(1);
    }

    @Test
    void aPlanWhoseVerdictCannotBeToldKeepsNoOtherWaiting() {
        rig.store.beforeWrite = entry -> {
            if (entry instanceof LedgerEntry.Verified verified
                    && verified.incidentId().equals(INCIDENT.id())) {
                throw new IllegalStateException("cannot be written");
            }
        };
        TargetState orders = Scene.state(Scene.ORDERS, 3, 3, Autonomy.AUTO);
        Incident second = Scene.incident("inc-2", Lifecycle.OPENED, Scene.ORDERS, FailureClass.ERRORS, 1, List.of());
        RemediationPlan other =
                Scene.plan("inc-2", "bad-release", 1, Autonomy.AUTO, List.of(new Action.RollBack(Scene.ORDERS, 2, 1)));
        rig.knowing(second, orders);
        rig.decide(act(ROLL_BACK));
        rig.decide(Scene.decision(new Decision.Act(other), second, orders));

        for (int i = 0; i < 40; i++) {
            rig.clock.advance(Duration.ofSeconds(1));
            rig.situation.onState(CART);
            rig.situation.onState(orders);
            rig.scrape(CART, 0);
            rig.scrape(orders, 0);
            rig.executor.tick();
        }

        assertThat(rig.entries(LedgerEntry.Escalated.class))
                .extracting(LedgerEntry::incidentId)
                .containsExactly(INCIDENT.id());
        assertThat(rig.entries(LedgerEntry.Verified.class))
                .extracting(LedgerEntry::incidentId)
                .containsExactly("inc-2");
    }

    @Test
    void anIncidentThatWentAwayNeedsNoCure() {
        rig.situation.onIncident(Scene.incident(Lifecycle.CLOSED, Scene.CART, FailureClass.ERRORS));

        rig.decide(act(ROLL_BACK));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.Guarded.class).get(0).checks())
                .anyMatch(check -> !check.ok() && check.detail().startsWith("no longer needed"));
    }

    @Test
    void aRefusalOfTheClusterEndsThePlanWithItsReason() {
        rig.cluster.refusal = StepResult.denied(Reason.FORBIDDEN, "may not");

        rig.decide(act(ROLL_BACK));

        LedgerEntry.Result result = rig.entries(LedgerEntry.Result.class).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(result.reason()).isEqualTo("forbidden");
        assertThat(rig.executor.counts().get(Cure.Phase.VERIFYING)).isZero();
    }

    @Test
    void anUnknownOutcomeGoesToAPerson() {
        rig.cluster.refusal = StepResult.unknown("no answer");

        rig.decide(act(ROLL_BACK));

        assertThat(rig.entries(LedgerEntry.Escalated.class)).hasSize(1);
        assertThat(rig.notices.kinds()).containsExactly(Notice.Kind.ESCALATED);
    }

    @ParameterizedTest
    @EnumSource(names = "NOTHING", mode = EnumSource.Mode.EXCLUDE)
    void aLostAnswerIsSettledAtOnceAndTheStepTakesEffectOnce(FakeCluster.Lost lost) {
        rig.cluster.loses = lost;

        rig.decide(act(ROLL_BACK));

        assertThat(rig.cluster.effects()).hasSize(1);
        LedgerEntry.Result result = rig.entries(LedgerEntry.Result.class).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.detail()).endsWith("; before: no answer");
        assertThat(rig.executor.counts().get(Cure.Phase.VERIFYING)).isOne();
    }

    @Test
    void aLostRequestThatCannotBeBarredIsUnknownAndNotSentAgain() {
        rig.cluster.loses = FakeCluster.Lost.REQUEST;
        rig.cluster.fenceAnswer = StepResult.failed(Reason.SERVER_ERROR, "the server says 500");

        rig.decide(act(ROLL_BACK));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.Result.class).get(0).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(rig.entries(LedgerEntry.Escalated.class)).hasSize(1);
    }

    @Test
    void aLostRequestThatOnlyItsNameBarsIsUnknownWhenItCannotBeRepeated() {
        rig.cluster.loses = FakeCluster.Lost.REQUEST;
        rig.cluster.fenceAnswer = StepResult.skipped("needs no fence");
        rig.cluster.aroundFence = () -> rig.cluster.refusal = StepResult.denied(Reason.FORBIDDEN, "may not any more");

        rig.decide(act(ROLL_BACK));

        LedgerEntry.Result result = rig.entries(LedgerEntry.Result.class).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.detail()).contains("may still come", "may not any more");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEndOfATemporaryChangeThatWasCutOffIsClosedAndPagesNobody(boolean carriedOut) {
        RemediationPlan expiry = Scene.plan("expiry", 1, new Action.Scale(Scene.CART, 4, 3));
        String id = expiry.id();
        rig.store.write(new LedgerEntry.UndoOwed("owed", id, id, Scene.NOON, "", expiry, true));
        if (carriedOut) {
            rig.store.write(new LedgerEntry.Intent(
                    "intent",
                    id,
                    id,
                    Scene.NOON,
                    0,
                    expiry.steps().get(0),
                    "key",
                    rig.tenure.epoch(),
                    "",
                    "",
                    Scene.NOON));
            rig.store.write(new LedgerEntry.Result(
                    "result", id, id, Scene.NOON, "intent", Outcome.SUCCEEDED, "done", "did it"));
        }

        Rig next = rig.restarted();
        next.executor.settleOrphans();

        assertThat(next.book.plan(id).orElseThrow().finished()).isTrue();
        assertThat(next.irregularities).isEmpty();
        assertThat(next.notices.kinds()).isEmpty();
        assertThat(next.cluster.effects()).isEmpty();
    }

    @Test
    void whatTheHandsTakeNoMoreAtTheEndIsLeftToTheNextReplica() {
        AtomicInteger tasks = new AtomicInteger();
        Rig closing = new Rig(rig.clock, rig.store, rig.cluster, Autonomy.AUTO, task -> {
            if (tasks.getAndIncrement() > 0) {
                throw new RejectedExecutionException("shut down");
            }
            task.run();
        });
        closing.knowing(INCIDENT, CART).decide(act(ROLL_BACK));
        assertThat(closing.entries()).isEmpty();

        Rig next = closing.restarted().knowing(INCIDENT, CART);
        next.decide(act(ROLL_BACK));

        assertThat(next.cluster.effects()).hasSize(1);
    }

    @Test
    void aPersonIsAskedAndTheApprovedPlanIsCarriedOut() {
        rig.decide(ask(ROLL_BACK));
        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.notices.kinds()).containsExactly(Notice.Kind.APPROVAL_NEEDED);
        // Longer than the plan would have been good for by itself.
        rig.clock.advance(Duration.ofMinutes(5));
        rig.scrape(CART, 5);

        rig.executor.onCommand(rig.yes("c1", rig.clock.instant(), "ann", "looks right"));

        assertThat(rig.cluster.effects()).hasSize(1);
        assertThat(rig.entryTypes())
                .containsExactly("ApprovalAsked", "ApprovalAnswered", "Guarded", "Intent", "Result");
    }

    @Test
    void aRejectedPlanIsNotCarriedOutEvenIfApprovedLater() {
        rig.decide(ask(ROLL_BACK));

        rig.executor.onCommand(new Command.Reject("c1", rig.clock.instant(), "ann", "no", ROLL_BACK.id()));
        rig.executor.onCommand(rig.yes("c2", rig.clock.instant(), "bob", "yes"));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.ApprovalAnswered.class)).hasSize(1);
    }

    @Test
    void aRejectedPlanIsNotCarriedOutWhileTheRejectionIsBeingWrittenDown() {
        rig.store.beforeWrite = entry -> {
            if (entry instanceof LedgerEntry.ApprovalAnswered) {
                rig.executor.tick();
                rig.executor.onCommand(rig.yes("c2", Scene.NOON, "bob", "yes"));
            }
        };
        rig.decide(ask(ROLL_BACK));

        rig.executor.onCommand(new Command.Reject("c1", Scene.NOON, "ann", "no", ROLL_BACK.id()));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.ApprovalAnswered.class))
                .extracting(LedgerEntry.ApprovalAnswered::by)
                .containsExactly("ann");
    }

    @Test
    void anApprovedPlanThatWasCutShortGoesOnWithItsApproval() {
        Crash crash = new Crash(10);
        Rig first = rig.restarted(crash).knowing(INCIDENT, CART);
        first.decide(ask(ROLL_BACK));
        rig.clock.advance(Duration.ofMinutes(5));
        first.scrape(CART, 5);
        Command yes = rig.yes("c1", rig.clock.instant(), "ann", "yes");
        assertThatThrownBy(() -> first.executor.onCommand(yes)).isInstanceOf(Crash.Killed.class);
        assertThat(rig.cluster.effects()).isEmpty();

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(ask(ROLL_BACK));

        assertThat(next.cluster.effects()).hasSize(1);
    }

    @Test
    void aQuestionNobodyAnswersLapsesAndIsHandedOn() {
        rig.decide(ask(ROLL_BACK));
        rig.clock.advance(Duration.ofMinutes(11));

        rig.executor.tick();
        rig.executor.onCommand(rig.yes("c1", rig.clock.instant(), "ann", "late"));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.ApprovalAnswered.class).get(0).approved())
                .isFalse();
        assertThat(rig.entries(LedgerEntry.Escalated.class)).hasSize(1);
    }

    @Test
    void aQuestionAboutAnIncidentThatWentAwayIsTakenBack() {
        rig.decide(ask(ROLL_BACK));
        rig.situation.onIncident(Scene.incident(Lifecycle.CLOSED, Scene.CART, FailureClass.ERRORS));

        rig.executor.tick();

        LedgerEntry.ApprovalAnswered answer =
                rig.entries(LedgerEntry.ApprovalAnswered.class).get(0);
        assertThat(answer.approved()).isFalse();
        assertThat(answer.why()).startsWith("no longer needed");
        assertThat(rig.entries(LedgerEntry.Escalated.class)).isEmpty();
    }

    @Test
    void anApprovalGivenWhileThePlatformWasDownCounts() {
        rig.decide(ask(ROLL_BACK));
        Rig next = rig.restarted().knowing(INCIDENT, CART);

        next.decide(ask(ROLL_BACK));
        next.executor.onCommand(next.yes("c1", rig.clock.instant(), "ann", "yes"));

        assertThat(next.cluster.effects()).hasSize(1);
        assertThat(next.entries(LedgerEntry.ApprovalAsked.class)).hasSize(1);
    }

    @Test
    void withoutAKnownCureAPersonIsCalledOnce() {
        Decision call = Scene.decision(new Decision.AskHuman(null, "nothing known fits"), INCIDENT, CART);

        rig.decide(call);
        rig.decide(call);
        rig.restarted().decide(call);

        assertThat(rig.entries(LedgerEntry.ApprovalAsked.class)).hasSize(1);
        assertThat(rig.notices.kinds()).containsExactly(Notice.Kind.HUMAN_NEEDED);
    }

    @Test
    void aSecondPlanForTheSameWorkloadWaitsForTheFirstToEnd() {
        Incident other = Scene.incident("inc-2", Lifecycle.OPENED, Scene.CART, FailureClass.LATENCY, 1, List.of());
        RemediationPlan second =
                Scene.plan("inc-2", "slow", 1, Autonomy.AUTO, List.of(new Action.Scale(Scene.CART, 3, 4)));
        rig.situation.onIncident(other);
        rig.decide(act(ROLL_BACK));

        rig.decide(Scene.decision(new Decision.Act(second), other, CART));
        assertThat(rig.cluster.effects()).hasSize(1);
        rig.clock.advance(Duration.ofMillis(10));
        rig.situation.onState(CART);
        rig.secondsPass(12, CART, 0);

        assertThat(rig.cluster.effects())
                .extracting(step -> step.action().name())
                .containsExactly("roll-back", "scale");
    }

    @Test
    void withoutALedgerNothingIsDoneAndThePlanGoesOnWhenItIsBack() {
        rig.store.failWith(new IllegalStateException("broker away"));
        rig.decide(act(ROLL_BACK));
        assertThat(rig.cluster.effects()).isEmpty();

        rig.store.recover();
        rig.executor.tick();

        assertThat(rig.cluster.effects()).hasSize(1);
    }

    @Test
    void shadowDecisionsAreNotCarriedOut() {
        Decision enforced = act(ROLL_BACK);
        rig.decide(new Decision(
                enforced.id(),
                enforced.incidentId(),
                enforced.decidedAt(),
                1,
                Decision.Mode.SHADOW,
                enforced.outcome(),
                enforced.explanation()));

        assertThat(rig.entries()).isEmpty();
    }

    private static Decision act(RemediationPlan plan) {
        return Scene.decision(new Decision.Act(plan), INCIDENT, CART);
    }

    private static Decision ask(RemediationPlan plan) {
        return Scene.decision(new Decision.AskHuman(plan, "risky"), INCIDENT, CART);
    }
}
