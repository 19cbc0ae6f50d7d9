package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import io.traas.remediation.act.Step;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.InMemoryLedger;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private static final TargetState CART = Scene.state(Scene.CART, 3, 3, Autonomy.AUTO);
    private static final TargetState ORDERS = Scene.state(Scene.ORDERS, 3, 3, Autonomy.AUTO);

    private final TestClock clock = new TestClock(Scene.NOON);

    private final List<String> beats = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();
    private int failures;
    private final Rig rig = new Rig(clock, new InMemoryLedger(clock), new FakeCluster(), Autonomy.AUTO, task -> {
        if (failures-- > 0) {
            throw new IllegalStateException("cannot begin");
        }
        task.run();
    });
    private final Intake intake = new Intake(
            rig.book,
            clock,
            Duration.ofHours(1),
            beat -> beats.add(beat.id()),
            (about, why) -> failed.add(about + ": " + why));

    @Test
    void oneDecisionOfThePastThatFailsIsReportedAndHindersNoOther() {
        Decision bad = restart("inc-1", CART);
        intake.onDecision(bad);
        intake.onDecision(restart("inc-2", ORDERS));
        assertThat(rig.cluster.effects()).isEmpty();

        failures = 1;
        intake.takeUp(rig.executor);

        assertThat(failed).containsExactly("decision " + bad.id() + ": java.lang.IllegalStateException: cannot begin");
        assertThat(rig.cluster.effects())
                .extracting(Step::action)
                .containsExactly(new Action.RestartWorkload(Scene.ORDERS));
    }

    @Test
    void heartbeatsOfThePastAreDroppedAndThoseOfThePresentHandedOn() {
        intake.onDecision(heartbeat("heartbeat-1"));
        intake.takeUp(rig.executor);
        intake.onDecision(heartbeat("heartbeat-2"));

        assertThat(beats).containsExactly("heartbeat-2");
    }

    @Test
    void aFloodOfCommandsWhileNobodyActsIsBoundedAndTheNewestAreKept() {
        int all = 25_000;
        for (int i = 1; i <= all; i++) {
            intake.onCommand(new Command.Acknowledge("c-" + i, Scene.NOON, "ann", "", "inc-" + i));
        }
        intake.takeUp(rig.executor);

        List<LedgerEntry.Commanded> noted = rig.entries(LedgerEntry.Commanded.class);
        assertThat(noted).hasSizeBetween(10_000, 11_000);
        assertThat(noted.get(noted.size() - 1).command().id()).isEqualTo("c-" + all);
    }

    @Test
    void whatTheLedgerForgotForItsAgeIsNotTakenForNew() {
        for (int i = 0; i <= 10_000; i++) {
            rig.book.add(
                    new LedgerEntry.Guarded("g-" + i, "inc", "plan-" + i, Scene.NOON, "restart", 1, false, List.of()));
        }
        Decision old = restart("inc-old", CART);
        intake.onDecision(old);
        clock.advance(Duration.ofHours(2));
        Decision fresh = decidedNow(restart("inc-new", ORDERS));
        intake.onDecision(fresh);

        intake.takeUp(rig.executor);

        assertThat(rig.entries()).noneMatch(entry -> entry.incidentId().equals(old.incidentId()));
        assertThat(rig.entries()).anyMatch(entry -> entry.incidentId().equals(fresh.incidentId()));
    }

    private Decision restart(String incidentId, TargetState state) {
        Incident incident =
                Scene.incident(incidentId, Lifecycle.OPENED, state.target(), FailureClass.ERRORS, 1, List.of());
        rig.knowing(incident, state);
        RemediationPlan plan = Scene.plan(
                incidentId, "restart", 1, Autonomy.AUTO, List.of(new Action.RestartWorkload(state.target())));
        return Scene.decision(new Decision.Act(plan), incident, state);
    }

    private Decision decidedNow(Decision any) {
        return new Decision(
                any.id(), any.incidentId(), clock.instant(), any.rung(), any.mode(), any.outcome(), any.explanation());
    }

    private static Decision heartbeat(String id) {
        Decision any = Scene.decision(
                new Decision.DoNothing("a heartbeat"),
                Scene.incident(Lifecycle.OPENED, Scene.CART, FailureClass.ERRORS));
        return new Decision(id, id, Scene.NOON, 1, Decision.Mode.ENFORCED, any.outcome(), any.explanation());
    }
}
