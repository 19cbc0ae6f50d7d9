package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Action;
import io.traas.model.Autonomy;
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
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.testing.Crash;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The platform is killed at every boundary of a plan of two steps, and again at every boundary of the recovery: each
 * step takes effect at most once, none is lost, every effect was intended before, everything begun comes to an end.
 */
class CrashTest {

    private static final TargetState CART = Scene.state(Scene.CART, 3, 3, Autonomy.AUTO);
    private static final Incident INCIDENT =
            Scene.incident(Lifecycle.OPENED, Scene.CART, FailureClass.ERRORS, Scene.errors(Scene.CART, 0.5));
    private static final RemediationPlan PLAN =
            Scene.plan("bad-release", 1, new Action.RollBack(Scene.CART, 2, 1), new Action.Scale(Scene.CART, 3, 4));
    private static final Decision DECISION = Scene.decision(new Decision.Act(PLAN), INCIDENT, CART);
    private static final int FAR_TOO_MANY = 60;

    @Test
    void whereverThePlatformIsKilledEachStepTakesEffectOnceAndThePlanComesToItsEnd() {
        int boundaries = 0;
        for (int first = 1; first < FAR_TOO_MANY; first++) {
            int second = 0;
            boolean secondHappened = true;
            boolean firstHappened = false;
            while (secondHappened && second < FAR_TOO_MANY) {
                second++;
                Rig rig = new Rig();
                firstHappened = live(rig, new Crash(first));
                secondHappened = live(rig, new Crash(second));
                live(rig, new Crash(0));

                check(rig, "killed at " + first + ", then at " + second);
            }
            if (!firstHappened) {
                break;
            }
            boundaries = first;
        }
        // The take-over, five entries before the verification, two effects, the verdict: each with a before and an
        // after.
        assertThat(boundaries).isGreaterThanOrEqualTo(18);
    }

    @Test
    void whereverTheActingReplicaIsPausedAndReplacedEachStepTakesEffectOnceAndThePlanComesToItsEnd() {
        int boundaries = 0;
        boolean paused = true;
        while (paused && boundaries < FAR_TOO_MANY) {
            boundaries++;
            Rig rig = new Rig();
            paused = liveAndBeReplacedAt(boundaries, rig);
            if (!paused) {
                live(rig, new Crash(0));
            }

            check(rig, "paused at " + boundaries);
            assertThat(rig.cluster.effects())
                    .extracting(Step::epoch)
                    .as("paused at %s: no epoch after a higher one", boundaries)
                    .isSorted();
        }
        assertThat(boundaries).isGreaterThanOrEqualTo(18);
    }

    /** At the k-th boundary a second replica takes over and lives to its end; then the first wakes and goes on. */
    private static boolean liveAndBeReplacedAt(int boundary, Rig rig) {
        int[] passed = new int[1];
        Runnable pause = () -> {
            if (++passed[0] == boundary) {
                liveToTheEnd(new Rig(rig.clock, rig.store, rig.cluster, Autonomy.AUTO, Runnable::run));
            }
        };
        rig.store.beforeWrite = entry -> pause.run();
        rig.store.afterWrite = entry -> pause.run();
        rig.cluster.beforeEffect = pause;
        rig.cluster.afterEffect = pause;
        rig.cluster.aroundFence = pause;
        try {
            liveToTheEnd(new Rig(rig.clock, rig.store, rig.cluster, Autonomy.AUTO, Runnable::run));
        } catch (TenureLostException e) {
            // It noticed at once; within a plan it only leaves the plan alone.
        }
        return passed[0] >= boundary;
    }

    private static void liveToTheEnd(Rig rig) {
        rig.knowing(INCIDENT, cartAsLeftBy(rig));
        rig.decide(DECISION);
        rig.executor.settleOrphans();
        rig.clock.advance(Duration.ofMillis(10));
        rig.situation.onState(cartAsLeftBy(rig));
        rig.secondsPass(12, CART, 0);
    }

    /** What the cluster says of it: a roll-back makes a new revision. */
    private static TargetState cartAsLeftBy(Rig rig) {
        boolean rolledBack =
                rig.cluster.effects().stream().anyMatch(effect -> effect.action() instanceof Action.RollBack);
        return rolledBack ? Scene.state(Scene.CART, 3, 3, 3, Autonomy.AUTO, CART.pods()) : CART;
    }

    /** @return whether it was killed */
    private static boolean live(Rig previous, Crash crash) {
        try {
            liveToTheEnd(previous.restarted(crash));
            return false;
        } catch (Crash.Killed e) {
            return true;
        }
    }

    private static void check(Rig rig, String when) {
        Set<String> keys = new HashSet<>();
        for (Step effect : rig.cluster.effects()) {
            assertThat(keys.add(effect.idempotencyKey()))
                    .as("%s: twice %s", when, effect)
                    .isTrue();
        }
        assertThat(keys).as("%s: both steps took effect", when).hasSize(2);
        List<LedgerEntry> entries = rig.entries();
        for (LedgerEntry.Intent intent : rig.entries(LedgerEntry.Intent.class)) {
            List<LedgerEntry.Result> results = rig.entries(LedgerEntry.Result.class).stream()
                    .filter(result -> result.intentId().equals(intent.id()))
                    .toList();
            assertThat(results.stream().map(LedgerEntry::id).distinct())
                    .as("%s: one result of %s", when, intent)
                    .hasSize(1);
            assertThat(entries.indexOf(intent)).as(when).isLessThan(entries.indexOf(results.get(0)));
        }
        assertThat(rig.entries(LedgerEntry.Verified.class))
                .as("%s: %s", when, rig.entryTypes())
                .isNotEmpty()
                .allMatch(verified -> verified.verdict() == Verdict.RECOVERED);
    }

    @Test
    void aStepThatCannotBeSeenAfterACrashIsUnknownAndGoesToAPerson() {
        Rig rig = killedAfterTheFirstEffect();
        rig.cluster.unreadable = true;

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);

        assertThat(next.entries(LedgerEntry.Result.class).get(0).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(next.entries(LedgerEntry.Escalated.class)).hasSize(1);
        assertThat(next.cluster.effects()).hasSize(1);
    }

    @Test
    void aStepThatIsNotSeenAndCannotBeBarredIsNotSentAgain() {
        Rig rig = killedBeforeTheFirstEffect();
        rig.cluster.fenceAnswer = StepResult.failed(Reason.SERVER_ERROR, "the server says 500");

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);

        assertThat(next.cluster.effects()).isEmpty();
        LedgerEntry.Result result = next.entries(LedgerEntry.Result.class).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.detail()).contains("the server says 500");
        assertThat(next.entries(LedgerEntry.Escalated.class)).hasSize(1);
    }

    @Test
    void aStepThatIsSeenIsDoneWhetherOrNotItCanBeBarred() {
        Rig rig = killedAfterTheFirstEffect();
        rig.cluster.fenceAnswer = StepResult.failed(Reason.SERVER_ERROR, "the server says 500");

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);

        assertThat(next.entries(LedgerEntry.Result.class).get(0).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(next.cluster.effects()).hasSize(2);
    }

    @Test
    void aPersonWhoWasNotToldBeforeTheCrashIsToldAfterIt() {
        Rig rig = killedAfterTheFirstEffect();
        rig.cluster.unreadable = true;
        Rig second = rig.restarted(new Crash(7)).knowing(INCIDENT, CART);
        assertThatThrownBy(() -> second.decide(DECISION)).isInstanceOf(Crash.Killed.class);
        assertThat(rig.entries(LedgerEntry.Result.class)).hasSize(1);
        assertThat(rig.entries(LedgerEntry.Escalated.class)).isEmpty();

        Rig third = rig.restarted().knowing(INCIDENT, CART);
        third.decide(DECISION);

        assertThat(third.entries(LedgerEntry.Escalated.class)).hasSize(1);
        assertThat(third.notices.kinds()).containsExactly(Notice.Kind.ESCALATED);
    }

    @Test
    void theWindowOfAVerificationGoesOnAsItBegan() {
        Rig rig = new Rig().knowing(INCIDENT, CART);
        rig.decide(DECISION);
        rig.secondsPass(20, CART, 5);

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);
        next.secondsPass(12, CART, 5);

        assertThat(next.entries(LedgerEntry.Verified.class))
                .singleElement()
                .satisfies(verified -> assertThat(verified.verdict()).isNotEqualTo(Verdict.RECOVERED));
    }

    @Test
    void anEntryOutOfOrderIsNotAppliedAndItsPlanGoesToAPerson() {
        Rig rig = killedAfterTheFirstEffect();
        rig.store.write(new LedgerEntry.Verified(
                "odd", "inc-1", PLAN.id(), Scene.NOON, "bad-release", 1, Verdict.RECOVERED, Scene.NOON, List.of()));

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);

        assertThat(next.irregularities).hasSize(1);
        assertThat(next.entries(LedgerEntry.Escalated.class))
                .singleElement()
                .satisfies(told -> assertThat(told.why()).contains("OUT_OF_ORDER"));
        assertThat(next.cluster.effects()).hasSize(1);
    }

    @Test
    void aStepThatWasNotSentIsNotSentWhenItIsTooLate() {
        Rig rig = killedBeforeTheFirstEffect();
        rig.clock.advance(Duration.ofMinutes(10));

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);

        assertThat(next.cluster.effects()).isEmpty();
        assertThat(next.entries(LedgerEntry.Result.class).get(0).outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(next.entries(LedgerEntry.Escalated.class)).hasSize(1);
    }

    @Test
    void aStepThatWasNotSentIsNotSentOnceTheIncidentIsOverOrTheLevelWasLowered() {
        TargetState observed = Scene.state(Scene.CART, 3, 3, Autonomy.APPROVE);
        Incident over = Scene.incident(Lifecycle.CLOSED, Scene.CART, FailureClass.ERRORS);
        for (Rig next : List.of(
                killedBeforeTheFirstEffect().restarted().knowing(over, CART),
                killedBeforeTheFirstEffect().restarted().knowing(INCIDENT, observed))) {
            next.decide(DECISION);

            assertThat(next.cluster.effects()).isEmpty();
            assertThat(next.entries(LedgerEntry.Result.class).get(0).outcome()).isEqualTo(Outcome.EXPIRED);
            assertThat(next.entries(LedgerEntry.Escalated.class)).hasSize(1);
        }
    }

    @Test
    void anIntentWhoseDecisionIsNowhereToBeFoundIsSettledAllTheSame() {
        Rig rig = killedAfterTheFirstEffect();

        Rig next = rig.restarted();
        next.executor.settleOrphans();

        LedgerEntry.Result result = next.entries(LedgerEntry.Result.class).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.reason()).isEqualTo("settled");
    }

    @Test
    void aPlanFoundDoneIsVerifiedFromWhereItWas() {
        Rig rig = killedAfterTheFirstEffect();

        Rig next = rig.restarted().knowing(INCIDENT, CART);
        next.decide(DECISION);
        next.clock.advance(Duration.ofMillis(10));
        next.situation.onState(CART);
        next.secondsPass(12, CART, 0);

        assertThat(next.entries(LedgerEntry.Verified.class)).hasSize(1);
        assertThat(next.cluster.effects()).hasSize(2);
    }

    @Test
    void coolDownsSurviveARestart() {
        Rig rig = new Rig().knowing(INCIDENT, CART);
        rig.decide(DECISION);
        rig.clock.advance(Duration.ofMillis(10));
        rig.situation.onState(CART);
        rig.secondsPass(12, CART, 0);
        Incident again = Scene.incident("inc-2", Lifecycle.OPENED, Scene.CART, FailureClass.ERRORS, 1, List.of());
        RemediationPlan second =
                Scene.plan("inc-2", "bad-release", 1, Autonomy.AUTO, List.of(new Action.RollBack(Scene.CART, 2, 1)));

        Rig next = rig.restarted().knowing(again, CART);
        next.decide(DECISION);
        next.decide(Scene.decision(new Decision.Act(second), again, CART));

        assertThat(next.cluster.effects()).hasSize(2);
        assertThat(next.entries(LedgerEntry.Guarded.class))
                .anyMatch(guarded -> !guarded.allowed()
                        && guarded.checks().stream()
                                .anyMatch(check -> check.name().equals("AntiFlap") && !check.ok()));
    }

    private static Rig killedBeforeTheFirstEffect() {
        Rig rig = new Rig();
        // After the take-over, the guard's word and the intent: before the effect.
        Rig first = rig.restarted(new Crash(7)).knowing(INCIDENT, CART);
        assertThatThrownBy(() -> first.decide(DECISION)).isInstanceOf(Crash.Killed.class);
        assertThat(rig.cluster.effects()).isEmpty();
        return rig;
    }

    private static Rig killedAfterTheFirstEffect() {
        Rig rig = new Rig();
        // Take-over, Guarded and Intent, each with a before and an after; before and after the effect.
        Rig first = rig.restarted(new Crash(8)).knowing(INCIDENT, CART);
        assertThatThrownBy(() -> first.decide(DECISION)).isInstanceOf(Crash.Killed.class);
        assertThat(rig.cluster.effects()).hasSize(1);
        return rig;
    }
}
