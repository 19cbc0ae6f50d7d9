package io.traas.remediation;

import static io.traas.remediation.testing.Scene.CART;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import io.traas.remediation.act.Step;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.testing.Crash;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The platform is killed while a plan that did not help is taken back. */
class UndoCrashTest {

    private static final TargetState STATE = Scene.state(CART, 3, 3, Autonomy.AUTO);
    private static final Incident INCIDENT =
            Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS, Scene.errors(CART, 0.5));
    private static final RemediationPlan PLAN =
            Scene.plan("overload", 1, new Action.RollBack(CART, 2, 1), new Action.Scale(CART, 3, 5));
    private static final Decision DECISION = Scene.decision(new Decision.Act(PLAN), INCIDENT, STATE);
    private static final TargetState AFTER = Scene.state(CART, 3, 3, 3, Autonomy.AUTO, STATE.pods());
    private static final int LONG_ENOUGH =
            PLAN.success().deadlineSeconds() + PLAN.success().holdSeconds() + 5;
    private static final int FAR_TOO_MANY = 80;

    @Test
    void whereverThePlatformIsKilledEachStepIsDoneAndTakenBackOnce() {
        int boundaries = 0;
        boolean killed = true;
        while (killed && boundaries < FAR_TOO_MANY) {
            boundaries++;
            Rig rig = new Rig();
            killed = live(rig, new Crash(boundaries));
            live(rig, new Crash(0));

            check(rig, "killed at " + boundaries);
        }
        // The take-over, five entries and two effects of the plan, the verdict, and seven entries and two effects of
        // its
        // undoing: each with a before and an after.
        assertThat(boundaries).isGreaterThanOrEqualTo(36);
    }

    private static void check(Rig rig, String when) {
        assertThat(rig.cluster.effects())
                .as("%s: %s", when, rig.entryTypes())
                .extracting(Step::action)
                .containsExactly(
                        new Action.RollBack(CART, 2, 1),
                        new Action.Scale(CART, 3, 5),
                        new Action.Scale(CART, 5, 3),
                        new Action.RollBack(CART, 3, 2));
        assertThat(rig.cluster.effects()).extracting(Step::idempotencyKey).doesNotHaveDuplicates();
        assertThat(rig.entries(LedgerEntry.Undone.class).stream()
                        .map(LedgerEntry::id)
                        .distinct())
                .as("%s: %s", when, rig.entryTypes())
                .hasSize(1);
        assertThat(rig.entries(LedgerEntry.Undone.class)).allMatch(LedgerEntry.Undone::complete);
        assertThat(rig.restarted().irregularities).as(when).isEmpty();
    }

    private static boolean live(Rig previous, Crash crash) {
        try {
            liveToTheEnd(previous.restarted(crash));
            return false;
        } catch (Crash.Killed e) {
            return true;
        }
    }

    private static void liveToTheEnd(Rig rig) {
        // What the plan made of the workload is seen once it is done.
        rig.knowing(INCIDENT, rig.cluster.effects().size() < 2 ? STATE : AFTER);
        rig.decide(DECISION);
        rig.executor.settleOrphans();
        rig.clock.advance(Duration.ofMillis(10));
        rig.situation.onState(AFTER);
        rig.secondsPass(LONG_ENOUGH, AFTER, 5);
    }

    @Test
    void anUndoingThatOnlyTheLedgerStillKnowsGoesToAPerson() {
        Rig rig = killedBeforeTheUndoingBegan();

        Rig next = rig.restarted().knowing(INCIDENT, AFTER); // The decision is nowhere to be found.
        next.executor.settleOrphans();

        assertThat(next.cluster.effects()).hasSize(2);
        assertThat(next.notices.kinds()).containsExactly(Notice.Kind.ESCALATED);
        assertThat(next.entries(LedgerEntry.Escalated.class))
                .singleElement()
                .matches(told -> told.planId().equals(Undo.idOf(PLAN.id())));
    }

    @Test
    void anUndoingThatIsTooLateByNowIsRefusedAndTold() {
        Rig rig = killedBeforeTheUndoingBegan();
        rig.clock.advance(Duration.ofMinutes(5));

        Rig next = rig.restarted().knowing(INCIDENT, AFTER);
        next.decide(DECISION);

        assertThat(next.cluster.effects()).hasSize(2);
        assertThat(next.notices.kinds()).containsExactly(Notice.Kind.REFUSED);
        assertThat(List.copyOf(next.book.plans())).allMatch(plan -> plan.finished());
    }

    private static Rig killedBeforeTheUndoingBegan() {
        Rig rig = new Rig();
        Rig first = rig.restarted(new Crash(0));
        rig.store.afterWrite = entry -> {
            if (entry instanceof LedgerEntry.UndoOwed) {
                throw new Crash.Killed(0);
            }
        };
        try {
            liveToTheEnd(first);
        } catch (Crash.Killed e) {
            assertThat(rig.entries(LedgerEntry.UndoOwed.class)).hasSize(1);
            return rig;
        }
        throw new AssertionError("nothing was owed: " + rig.entryTypes());
    }
}
