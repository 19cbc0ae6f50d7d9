package io.traas.remediation.people;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.RemediationPlan;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ApprovalsTest {

    private static final RemediationPlan PLAN = Scene.plan("restart", 1, new Action.RestartWorkload(Scene.CART));
    private static final Instant EXPIRY = Scene.NOON.plusSeconds(600);

    private final Approvals approvals = new Approvals(Duration.ofMinutes(10));

    @Test
    void aQuestionIsAnsweredOnce() {
        approvals.await(PLAN, approvals.expiresAt(Scene.NOON));

        assertThat(approvals.answer(approve(EXPIRY)))
                .contains(new Approvals.Answer(PLAN.id(), true, EXPIRY, "ann", "yes", false));
        assertThat(approvals.answer(approve(EXPIRY))).isEmpty();
        assertThat(approvals.lapsed(EXPIRY.plusSeconds(1), incident -> true)).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateOrToNoQuestionIsNone() {
        assertThat(approvals.answer(approve(Scene.NOON))).isEmpty();
        approvals.await(PLAN, EXPIRY);

        assertThat(approvals.answer(approve(EXPIRY.plusMillis(1)))).isEmpty();
        assertThat(approvals.answer(new Command.Stop("c", Scene.NOON, "ann", "drill")))
                .isEmpty();
    }

    @Test
    void whatNobodyAnswersLapsesAndIsStillOwed() {
        approvals.await(PLAN, EXPIRY);
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
        approvals.await(PLAN, EXPIRY);

        assertThat(approvals.lapsed(Scene.NOON, PLAN.incidentId()::equals))
                .singleElement()
                .satisfies(answer -> assertThat(answer.unanswered()).isFalse());
        assertThat(approvals.answer(approve(Scene.NOON))).isEmpty();
    }

    private static Command approve(Instant at) {
        return new Command.Approve("c", at, "ann", "yes", PLAN.id());
    }
}
