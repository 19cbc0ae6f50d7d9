package io.traas.remediation.act;

import static io.traas.remediation.testing.Scene.CART;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.AlertAction;
import io.traas.model.IsolationAction;
import io.traas.model.JobAction;
import io.traas.model.RolloutAction;
import io.traas.model.TaintAction;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.Scene;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EnabledActionsTest {

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void onlyWhatIsNamedIsCarriedOut() {
        EnabledActions enabled = new EnabledActions(cluster, Set.of("restart-workload"));

        assertThat(enabled.carryOut(step(new Action.RestartWorkload(CART))).good())
                .isTrue();
        StepResult refused = enabled.carryOut(step(new Action.Scale(CART, 2, 3)));

        assertThat(refused.reason()).isEqualTo(Reason.DISABLED);
        assertThat(refused.detail()).contains("scale is not among remediation.actions");
        assertThat(cluster.effects()).hasSize(1);
    }

    @Test
    void withoutAChoiceEverythingIsCarriedOut() {
        assertThat(new EnabledActions(cluster, Set.of())
                        .carryOut(step(new Action.Scale(CART, 2, 3)))
                        .good())
                .isTrue();
    }

    @Test
    void whatWasBegunCanBeTakenBack() {
        Action pod = new Action.QuarantinePod(Scene.pod(CART, 1), "u");
        TaintAction.Effect effect = TaintAction.Effect.NO_SCHEDULE;
        for (Action action : List.of(
                pod,
                new Action.Cordon(Scene.node(1)),
                new Action.Drain(Scene.node(1)),
                new Action.Scale(CART, 2, 3, 60),
                new IsolationAction.IsolatePod(Scene.pod(CART, 1), "u", 60),
                new RolloutAction.PauseRollout(CART, 60),
                new TaintAction.AddTaint(Scene.node(1), "a/b", "", effect, 60),
                new JobAction.SuspendCronJob(CART, "report", 60),
                new AlertAction.SilenceAlerts(CART, Map.of("alertname", "x"), 60))) {
            Action inverse = action.inverse().orElseThrow();
            StepResult result = new EnabledActions(cluster, Set.of(action.name())).carryOut(step(inverse));
            assertThat(result.good()).as(result.detail()).isTrue();
        }
        assertThat(new EnabledActions(cluster, Set.of("release-pod"))
                        .carryOut(step(pod))
                        .good())
                .isFalse();
    }

    private int steps;

    private Step step(Action action) {
        return new Step(action, "", "do-" + steps++, 7, Set.of("shop"), Scene.NOON);
    }
}
