package io.traas.remediation;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.guard.Inventory;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The one owner of the purse and of all that is remembered between plans. */
class HistoryTest {

    private static final TargetState STATE = Scene.state(CART, 5, 5, Autonomy.AUTO);

    private final TestClock clock = new TestClock(NOON);
    private final Guard guard = new Guard(GuardLimits.defaults(), () -> 0);
    private History history = new History(Duration.ofHours(1), clock);

    @Test
    void ofManyPlansAtOnceOnlyAsManyPassAsThePurseHolds() throws Exception {
        List<Callable<Guard.Word>> asked = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            Cure cure = restart("inc-" + i, "runbook-" + i);
            asked.add(() -> history.admit(cure, guard, seen(cure)));
        }
        ExecutorService hands = Executors.newFixedThreadPool(8);
        try {
            int passed = 0;
            for (Future<Guard.Word> word : hands.invokeAll(asked)) {
                passed += word.get().allowed() ? 1 : 0;
            }
            assertThat(passed).isEqualTo(1);
        } finally {
            hands.shutdownNow();
        }
    }

    @Test
    void whatWasReservedIsGivenBackWhenItIsProvenBackOrItsWindowIsOver() {
        Cure first = restart("inc-1", "first");
        assertThat(history.admit(first, guard, seen(first)).allowed()).isTrue();
        Cure second = restart("inc-2", "second");
        assertThat(history.admit(second, guard, seen(second)).allowed()).isFalse();

        first.verdict = Verdict.RECOVERED;
        first.phase = Cure.Phase.ENDED;
        assertThat(history.admit(second, guard, seen(second)).allowed()).isTrue();

        second.verdict = Verdict.NOT_RECOVERED;
        second.phase = Cure.Phase.ENDED;
        Cure third = restart("inc-3", "third");
        clock.advance(Duration.ofSeconds(60));
        assertThat(history.admit(third, guard, seen(third)).allowed()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(history.admit(third, guard, seen(third)).allowed()).isTrue();
    }

    @Test
    void aPlanThatWasNotCarriedOutReservesNothing() {
        Cure first = restart("inc-1", "first");
        assertThat(history.admit(first, guard, seen(first)).allowed()).isTrue();
        history.setBack(first, PlanRecord.empty(first.plan.id()));

        Cure second = restart("inc-2", "second");
        assertThat(history.admit(second, guard, seen(second)).allowed()).isTrue();
    }

    @Test
    void aPlanThatHasToWaitKeepsWhatItMayHaveTaken() {
        Rig rig = new Rig().knowing(incident("inc-1"), STATE);
        rig.decide(decision("inc-1", "first"));
        Cure first = restart("inc-1", "first");
        PlanRecord begun = rig.book.plan(first.plan.id()).orElseThrow();
        assertThat(begun.intents()).isNotEmpty();
        assertThat(history.admit(first, guard, seen(first)).allowed()).isTrue();
        history.setBack(first, begun);

        Cure second = restart("inc-2", "second");
        assertThat(history.admit(second, guard, seen(second)).allowed()).isFalse();
    }

    @Test
    void aPlanThatWasInterruptedTakesFromWhenItLastActed() {
        Cure first = restart("inc-1", "first");
        assertThat(history.admit(first, guard, seen(first)).allowed()).isTrue();
        clock.advance(Duration.ofSeconds(80));
        first.actedAt = clock.instant();
        first.phase = Cure.Phase.ENDED;
        clock.advance(Duration.ofSeconds(20));

        Cure second = restart("inc-2", "second");
        assertThat(history.admit(second, guard, seen(second)).allowed()).isFalse();
    }

    @Test
    void aRestartKeepsTheCoolDown() {
        Rig rig = new Rig().knowing(incident("inc-1"), STATE);
        rig.decide(decision("inc-1", "r"));
        assertThat(rig.cluster.effects()).hasSize(1);
        rig.secondsPass(40, STATE, 0);

        Rig next = rig.restarted().knowing(incident("inc-2"), STATE);
        next.decide(decision("inc-1", "r"));
        next.scrape(STATE, 0);
        next.decide(decision("inc-2", "r"));

        assertThat(rig.cluster.effects()).hasSize(1);
        assertThat(next.entryTypes()).endsWith("Guarded");
    }

    private Cure restart(String incidentId, String runbook) {
        Decision decision = decision(incidentId, runbook);
        return new Cure(decision, ((Decision.Act) decision.outcome()).plan(), false);
    }

    private static Incident incident(String id) {
        return Scene.incident(id, Lifecycle.OPENED, CART, FailureClass.ERRORS, 1, List.of(Scene.errors(CART, 0.5)));
    }

    private static Decision decision(String incidentId, String runbook) {
        RemediationPlan plan =
                Scene.plan(incidentId, runbook, 1, Autonomy.AUTO, List.of(new Action.RestartWorkload(CART)));
        return Scene.decision(new Decision.Act(plan), incident(incidentId), STATE);
    }

    private Facts seen(Cure cure) {
        return new Facts(
                clock.instant(),
                Autonomy.AUTO,
                SwitchState.run(),
                null,
                cure.facts(),
                Inventory.of(List.of(STATE)),
                List.of(cure.incident()),
                List.of(),
                List.of(),
                List.of(),
                new Facts.Sight(clock.instant(), Map.of(CART.cluster(), clock.instant()), 1, null));
    }
}
