package io.traas.remediation;

import static io.traas.remediation.testing.Scene.CART;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.LedgerEntry.ApprovalNote;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.people.FourEyes;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What people are asked, what they order, and what is taken back, on the whole way of a plan. */
class PeopleTest {

    private static final Incident INCIDENT =
            Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS, Scene.errors(CART, 0.5));
    private static final TargetState STATE = Scene.state(CART, 3, 3, Autonomy.AUTO);
    private static final RemediationPlan ROLL_BACK = Scene.plan("bad-release", 1, new Action.RollBack(CART, 2, 1));

    private static ExecutorLimits limits(FourEyes fourEyes) {
        return new ExecutorLimits(
                Autonomy.AUTO, Duration.ofMinutes(10), 10, Duration.ofHours(1), fourEyes, Duration.ofMinutes(5), true);
    }

    private final Rig rig = Rig.with(limits(FourEyes.never())).knowing(INCIDENT, STATE);

    private static Decision ask(RemediationPlan plan) {
        return Scene.decision(new Decision.AskHuman(plan, "risky"), INCIDENT, STATE);
    }

    private static Decision act(RemediationPlan plan) {
        return Scene.decision(new Decision.Act(plan), INCIDENT, STATE);
    }

    @Test
    void whoever_takes_over_says_again_what_waits_for_a_person() {
        rig.decide(ask(ROLL_BACK));

        Rig next = rig.restarted().knowing(INCIDENT, STATE);
        next.decide(ask(ROLL_BACK));

        assertThat(next.notices.kinds()).containsExactly(Notice.Kind.APPROVAL_NEEDED);
        assertThat(next.entries(LedgerEntry.ApprovalAsked.class)).hasSize(1);
    }

    @Test
    void a_question_that_lapsed_right_before_a_crash_still_goes_to_a_person() {
        rig.decide(ask(ROLL_BACK));
        rig.store.write(new LedgerEntry.ApprovalAnswered(
                "answered", "inc-1", ROLL_BACK.id(), rig.clock.instant(), false, "", "nobody answered"));

        Rig next = rig.restarted().knowing(INCIDENT, STATE);
        next.decide(ask(ROLL_BACK));
        Rig third = next.restarted().knowing(INCIDENT, STATE);
        third.decide(ask(ROLL_BACK));

        assertThat(next.notices.kinds()).containsExactly(Notice.Kind.ESCALATED);
        assertThat(third.entries(LedgerEntry.Escalated.class)).hasSize(1);
        assertThat(third.irregularities).isEmpty();
        third.clock.advance(Duration.ofMinutes(6));
        third.executor.tick();
        assertThat(third.notices.kinds()).as("a reminder").containsExactly(Notice.Kind.ESCALATED);
    }

    @Test
    void an_order_is_one_persons_word_where_two_are_needed() {
        Rig careful = Rig.with(limits(new FourEyes(Optional.empty(), Set.of(CART.namespace()))))
                .knowing(INCIDENT, STATE);

        careful.executor.onCommand(new Command.Run(
                "o1", careful.clock.instant(), "ann", "hangs", List.of(new Action.RestartWorkload(CART))));
        assertThat(careful.cluster.effects()).isEmpty();
        careful.executor.onCommand(careful.yes("c1", careful.clock.instant(), "ann", "I said so"));
        assertThat(careful.cluster.effects()).isEmpty();
        careful.executor.onCommand(careful.yes("c2", careful.clock.instant(), "bob", "fine"));

        assertThat(careful.cluster.effects()).hasSize(1);
        assertThat(careful.entries(LedgerEntry.ApprovalAsked.class).get(0).why())
                .contains("ordered by ann");
    }

    private List<ApprovalNote> notes(Rig of) {
        return of.entries(LedgerEntry.ApprovalNoted.class).stream()
                .map(LedgerEntry.ApprovalNoted::note)
                .toList();
    }

    @Test
    void an_approval_of_something_else_than_was_shown_is_refused_by_name() {
        rig.decide(ask(ROLL_BACK));

        rig.executor.onCommand(
                new Command.Approve("c1", rig.clock.instant(), "ann", "yes", ROLL_BACK.id(), "00".repeat(32)));
        rig.executor.onCommand(new Command.Approve("c2", rig.clock.instant(), "ann", "yes", ROLL_BACK.id(), null));

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(notes(rig)).containsExactly(ApprovalNote.OTHER_HASH, ApprovalNote.OTHER_HASH);
        rig.executor.onCommand(rig.yes("c3", rig.clock.instant(), "ann", "yes"));
        assertThat(rig.cluster.effects()).hasSize(1);
    }

    @Test
    void a_target_that_changed_since_is_asked_about_again() {
        rig.decide(ask(ROLL_BACK));
        Command.Approve yes = rig.yes("c1", rig.clock.instant(), "ann", "yes");
        rig.situation.onState(Scene.state(CART, 3, 3, 3, Autonomy.AUTO, STATE.pods()));

        rig.executor.onCommand(yes);

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(notes(rig)).containsExactly(ApprovalNote.TARGET_CHANGED);
        assertThat(rig.entries(LedgerEntry.ApprovalAsked.class))
                .extracting(LedgerEntry.ApprovalAsked::planHash)
                .doesNotHaveDuplicates()
                .hasSize(2);
        rig.executor.onCommand(yes); // As commands are read again after a restart.
        assertThat(notes(rig)).hasSize(1);
    }

    @Test
    void where_two_have_to_agree_the_same_person_twice_is_one() {
        Rig two =
                Rig.with(limits(new FourEyes(Optional.of(Risk.LOW), Set.of()))).knowing(INCIDENT, STATE);
        two.decide(ask(ROLL_BACK));
        two.executor.onCommand(two.yes("c1", two.clock.instant(), "ann", "yes"));
        two.executor.onCommand(two.yes("c2", two.clock.instant(), " Ann", "yes, yes"));
        two.executor.onCommand(two.yes("c3", two.clock.instant(), "dashboard", "yes"));
        assertThat(two.cluster.effects()).isEmpty();
        assertThat(notes(two)).containsExactly(ApprovalNote.COUNTED, ApprovalNote.SAME_PERSON, ApprovalNote.NAMELESS);

        Rig next = two.restarted().knowing(INCIDENT, STATE);
        next.decide(ask(ROLL_BACK));
        next.executor.onCommand(next.yes("c1", two.clock.instant(), "ann", "yes"));
        assertThat(next.cluster.effects()).as("the first word counts once").isEmpty();
        next.executor.onCommand(next.yes("c4", two.clock.instant(), "bob", "looks right"));

        assertThat(next.cluster.effects()).hasSize(1);
        assertThat(next.entries(LedgerEntry.ApprovalAnswered.class))
                .extracting(LedgerEntry.ApprovalAnswered::by)
                .containsExactly("ann, bob");
    }

    @Test
    void a_namespace_that_is_stopped_is_left_alone_and_others_are_not() {
        rig.cluster.stopSwitch = stopped("namespace.elsewhere");
        Rig elsewhere = rig;
        elsewhere.decide(act(ROLL_BACK));
        assertThat(elsewhere.cluster.effects()).hasSize(1);

        Rig here = new Rig().knowing(INCIDENT, STATE);
        here.cluster.stopSwitch = stopped("namespace." + CART.namespace());
        here.decide(act(ROLL_BACK));
        assertThat(here.cluster.effects()).isEmpty();
        assertThat(here.entries(LedgerEntry.Guarded.class).get(0).allowed()).isFalse();
    }

    private static SwitchState stopped(String scope) {
        StopOrder part = new StopOrder(StopScope.parse(scope), true, "ann", Scene.NOON, "moving", null);
        return new SwitchState(SwitchState.Position.RUN, "", null, "", List.of(part));
    }

    @Test
    void an_order_goes_the_way_of_every_plan_and_is_taken_once() {
        Command.Run order = new Command.Run(
                "c1", rig.clock.instant(), "ann", "it hangs", List.of(new Action.RestartWorkload(CART)));

        rig.executor.onCommand(order);
        rig.executor.onCommand(order);

        assertThat(rig.entryTypes()).containsExactly("Commanded", "Guarded", "Intent", "Result");
        assertThat(rig.cluster.effects())
                .singleElement()
                .satisfies(step -> assertThat(step.action()).isEqualTo(new Action.RestartWorkload(CART)));
        Rig next = rig.restarted().knowing(INCIDENT, STATE);
        next.executor.onCommand(order);
        assertThat(next.cluster.effects()).hasSize(1);
    }

    @Test
    void an_order_does_not_pass_the_stop_switch_nor_come_late() {
        rig.cluster.stopSwitch = SwitchState.unreadable("no ConfigMap");
        rig.executor.onCommand(run("c1"));
        rig.cluster.stopSwitch = SwitchState.run();
        Command.Run late = run("c2");
        rig.clock.advance(Duration.ofMinutes(3));
        rig.scrape(STATE, 0);
        rig.executor.onCommand(late);

        assertThat(rig.cluster.effects()).isEmpty();
        assertThat(rig.entries(LedgerEntry.Guarded.class)).hasSize(2).noneMatch(LedgerEntry.Guarded::allowed);
    }

    private Command.Run run(String id) {
        return new Command.Run(id, rig.clock.instant(), "ann", "hangs", List.of(new Action.RestartWorkload(CART)));
    }

    @Test
    void what_did_not_help_is_taken_back_once() {
        RemediationPlan scaleUp = Scene.plan("overload", 1, new Action.Scale(CART, 3, 5));
        rig.decide(act(scaleUp));
        assertThat(rig.cluster.effects()).hasSize(1);

        rig.secondsPass(scaleUp.success().deadlineSeconds() + scaleUp.success().holdSeconds() + 5, STATE, 5);

        assertThat(rig.entries(LedgerEntry.Verified.class))
                .extracting(LedgerEntry.Verified::verdict)
                .containsExactly(Verdict.NOT_RECOVERED);
        assertThat(rig.cluster.effects())
                .extracting(Step::action)
                .containsExactly(new Action.Scale(CART, 3, 5), new Action.Scale(CART, 5, 3));
        assertThat(rig.entryTypes())
                .containsExactly(
                        "Guarded", "Intent", "Result", "Verified", "UndoOwed", "Guarded", "Intent", "Result", "Undone");
    }

    @Test
    void a_roll_back_that_did_not_help_is_another_step_than_its_undoing() {
        rig.decide(act(ROLL_BACK));
        TargetState rolledBack = Scene.state(CART, 3, 3, 3, Autonomy.AUTO, STATE.pods());
        rig.situation.onState(rolledBack);

        rig.secondsPass(
                ROLL_BACK.success().deadlineSeconds() + ROLL_BACK.success().holdSeconds() + 5, rolledBack, 5);

        assertThat(rig.cluster.effects())
                .extracting(Step::action)
                .containsExactly(new Action.RollBack(CART, 2, 1), new Action.RollBack(CART, 3, 2));
        assertThat(rig.cluster.effects()).extracting(Step::idempotencyKey).doesNotHaveDuplicates();
    }

    @Test
    void what_is_stopped_is_not_taken_back_either_and_told() {
        RemediationPlan scaleUp = Scene.plan("overload", 1, new Action.Scale(CART, 3, 5));
        rig.decide(act(scaleUp));
        rig.cluster.stopSwitch = stopped("namespace." + CART.namespace());

        rig.secondsPass(scaleUp.success().deadlineSeconds() + scaleUp.success().holdSeconds() + 5, STATE, 5);

        assertThat(rig.cluster.effects()).hasSize(1);
        assertThat(rig.entries(LedgerEntry.Guarded.class)).last().matches(guarded -> !guarded.allowed());
        assertThat(rig.notices.kinds()).endsWith(Notice.Kind.REFUSED);
    }

    @Test
    void what_could_not_be_taken_back_is_told_and_not_tried_again() {
        RemediationPlan scaleUp = Scene.plan("overload", 1, new Action.Scale(CART, 3, 5));
        rig.decide(act(scaleUp));
        rig.cluster.refusal = StepResult.denied(Reason.FORBIDDEN, "no verb patch");

        rig.secondsPass(scaleUp.success().deadlineSeconds() + scaleUp.success().holdSeconds() + 5, STATE, 5);

        assertThat(rig.entries(LedgerEntry.Undone.class)).singleElement().matches(undone -> !undone.complete());
        assertThat(rig.notices.kinds()).endsWith(Notice.Kind.NOT_UNDONE);
        rig.cluster.refusal = null;
        Rig next = rig.restarted().knowing(INCIDENT, STATE);
        next.decide(act(scaleUp));
        assertThat(next.cluster.effects()).hasSize(1);
        assertThat(next.irregularities).isEmpty();
    }

    @Test
    void a_quarantine_that_did_not_help_is_lifted_through_ledger_and_fence() {
        RemediationPlan quarantine = Scene.plan(
                "odd-one",
                1,
                new Action.QuarantinePod(Scene.pod(CART, 1), STATE.pods().get(0).uid()));
        rig.decide(act(quarantine));
        assertThat(rig.cluster.effects()).hasSize(1);

        rig.secondsPass(
                quarantine.success().deadlineSeconds() + quarantine.success().holdSeconds() + 5, STATE, 5);

        assertThat(rig.cluster.effects()).hasSize(2);
        assertThat(rig.cluster.effects().get(1).action()).isInstanceOf(Action.ReleasePod.class);
        assertThat(rig.entries(LedgerEntry.Undone.class)).singleElement().satisfies(undone -> {
            assertThat(undone.complete()).isTrue();
            assertThat(undone.undoes()).isEqualTo(quarantine.id());
        });
        assertThat(rig.notices.kinds()).endsWith(Notice.Kind.UNDONE);
        Rig next = rig.restarted().knowing(INCIDENT, STATE);
        next.decide(act(quarantine));
        assertThat(next.cluster.effects()).hasSize(2);
    }

    @Test
    void an_escalation_is_told_again_until_somebody_acknowledges_it() {
        rig.decide(ask(ROLL_BACK));
        rig.clock.advance(Duration.ofMinutes(11));
        rig.executor.tick();
        rig.clock.advance(Duration.ofMinutes(6));
        rig.executor.tick();
        assertThat(rig.notices.kinds()).endsWith(Notice.Kind.ESCALATED, Notice.Kind.ESCALATED);
        int told = rig.notices.kinds().size();

        rig.executor.onCommand(new Command.Acknowledge("c1", rig.clock.instant(), "ann", "on it", INCIDENT.id()));
        rig.clock.advance(Duration.ofMinutes(60));
        rig.executor.tick();

        assertThat(rig.notices.kinds()).hasSize(told);
        assertThat(rig.entries(LedgerEntry.Commanded.class)).hasSize(1);
    }
}
