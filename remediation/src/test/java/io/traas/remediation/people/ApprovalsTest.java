package io.traas.remediation.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.RemediationPlan;
import io.traas.model.StopScope;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovalsTest {

    private static final RemediationPlan PLAN = Scene.plan("restart", 1, new Action.RestartWorkload(Scene.CART));
    private static final String HASH = "shown";
    private static final Instant EXPIRY = Scene.NOON.plusSeconds(600);

    private final Approvals approvals = new Approvals(Duration.ofMinutes(10), FourEyes.never());

    @Test
    void aQuestionIsAnsweredOnce() {
        approvals.await(approvals.ask(PLAN, HASH, List.of(), Scene.NOON), List.of());

        assertThat(approvals.answer(approve(EXPIRY), plan -> HASH))
                .contains(new Approvals.Answer(PLAN.id(), true, EXPIRY, "ann", "yes", false));
        assertThat(approvals.answer(approve(EXPIRY), plan -> HASH)).isEmpty();
        assertThat(approvals.lapsed(EXPIRY.plusSeconds(1), incident -> true)).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateOrToNoQuestionIsNone() {
        assertThat(approvals.answer(approve(Scene.NOON), plan -> HASH)).isEmpty();
        approvals.await(new Approvals.Question(PLAN, HASH, 1, EXPIRY), List.of());

        assertThat(approvals.answer(approve(EXPIRY.plusMillis(1)), plan -> HASH))
                .isEmpty();
        assertThat(approvals.answer(
                        new Command.Stop("c", Scene.NOON, "ann", "drill", StopScope.ALL, null), plan -> HASH))
                .isEmpty();
    }

    @Test
    void whatNobodyAnswersLapsesAndIsStillOwed() {
        approvals.await(new Approvals.Question(PLAN, HASH, 1, EXPIRY), List.of());
        assertThat(approvals.lapsed(EXPIRY, incident -> false)).isEmpty();

        assertThat(approvals.lapsed(EXPIRY.plusMillis(1), incident -> false))
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.approved()).isFalse();
                    assertThat(answer.unanswered()).isTrue();
                });
    }

    @Test
    void theEndOfTheIncidentTakesItsQuestionBack() {
        approvals.await(new Approvals.Question(PLAN, HASH, 1, EXPIRY), List.of());

        assertThat(approvals.lapsed(Scene.NOON, PLAN.incidentId()::equals))
                .singleElement()
                .satisfies(answer -> assertThat(answer.unanswered()).isFalse());
        assertThat(approvals.answer(approve(Scene.NOON), plan -> HASH)).isEmpty();
    }

    private static Command approve(Instant at) {
        return new Command.Approve("c", at, "ann", "yes", PLAN.id(), HASH);
    }
}
