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
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ApprovalsTest {

    private static final RemediationPlan PLAN = Scene.plan("restart", 1, new Action.RestartWorkload(Scene.CART));
    private static final String HASH = "ab".repeat(32);
    private static final Instant EXPIRY = Scene.NOON.plusSeconds(600);

    private final Approvals approvals = new Approvals(Duration.ofMinutes(10), FourEyes.never());

    @Test
    void aQuestionIsAnsweredOnce() {
        Approvals.Question question = approvals.ask(PLAN, HASH, Set.of(Scene.CART), Scene.NOON);
        assertThat(question.expiresAt()).isEqualTo(EXPIRY);
        approvals.await(question, List.of());

        assertThat(answer(approve(EXPIRY)))
                .contains(new Approvals.Answer(PLAN.id(), true, EXPIRY, "ann", "yes", false));
        assertThat(answer(approve(EXPIRY))).isEmpty();
        assertThat(approvals.lapsed(EXPIRY.plusSeconds(1), incident -> true)).isEmpty();
    }

    @Test
    void anAnswerThatComesTooLateOrToNoQuestionIsNone() {
        assertThat(answer(approve(Scene.NOON))).isEmpty();
        approvals.await(new Approvals.Question(PLAN, HASH, 1, EXPIRY), List.of());

        assertThat(answer(approve(EXPIRY.plusMillis(1)))).isEmpty();
        assertThat(answer(new Command.Stop("c", Scene.NOON, "ann", "drill", StopScope.ALL, null)))
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
        assertThat(answer(approve(Scene.NOON))).isEmpty();
    }

    private Optional<Approvals.Reply> answer(Command command) {
        return approvals.answer(command, plan -> HASH);
    }

    private static Command approve(Instant at) {
        return new Command.Approve("c", at, "ann", "yes", PLAN.id(), HASH);
    }
}
