package io.traas.model;

import static io.traas.model.Samples.POD;
import static io.traas.model.Samples.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ActionTest {

    private static final Target NODE = Target.node("c1", "n1");
    private static final Map<String, Integer> EVEN = Map.of("a", 50, "b", 50);

    @Test
    void every_kind_is_named_after_its_record() {
        assertThat(new Action.RestartWorkload(SHOP).name()).isEqualTo("restart-workload");
        assertThat(new Action.RollBack(SHOP, 2, 1).name()).isEqualTo("roll-back");
        assertThat(new JobAction.ResumeCronJob(SHOP, "report").name()).isEqualTo("resume-cron-job");
    }

    @Test
    void the_inverse_of_what_is_temporary_stays() {
        Action raised = new ScalingAction.SetAutoscalerBounds(SHOP, "shop", 1, 5, 2, 8, 600);

        Action back = raised.inverse().orElseThrow();

        assertThat(back).isEqualTo(new ScalingAction.SetAutoscalerBounds(SHOP, "shop", 2, 8, 1, 5, 0));
        assertThat(raised.blastRadius()).isZero();
        assertThat(back.blastRadius()).isEqualTo(3);
    }

    @Test
    void what_leaves_nobody_to_answer_is_refused() {
        refused(
                () -> new TrafficAction.ShiftHttpRoute(SHOP, "shop", EVEN, Map.of("a", 0, "b", 0), 0),
                "leaves nobody to answer");
        refused(
                () -> new TrafficAction.SwitchService(SHOP, "shop", Map.of("app", "shop"), Map.of(), 0),
                "switch-service.to is empty");
        refused(
                () -> new TrafficAction.ShiftHttpRoute(SHOP, "shop", EVEN, Map.of("a", 100), 0),
                "must name the same as from");
    }

    @Test
    void an_expiry_beyond_a_week_or_below_zero_is_refused() {
        refused(() -> new Action.Scale(SHOP, 1, 2, -1), "scale.expiresAfterSeconds is -1");
        refused(() -> new RolloutAction.PauseRollout(SHOP, 604_801), "must be at most 604800");
        refused(() -> new AlertAction.SilenceAlerts(SHOP, Map.of("a", "b"), 0), "must be at least 1");
        refused(() -> new Action.Scale(SHOP, 0, 2, 60), "cannot be gone back to");
    }

    @Test
    void only_the_taint_of_dead_nodes_may_end_pods() {
        refused(
                () -> new TaintAction.AddTaint(NODE, "traas.io/ill", "", TaintAction.Effect.NO_EXECUTE, 0),
                "NoExecute is only taken for node.kubernetes.io/out-of-service");
        assertThat(new TaintAction.AddTaint(NODE, TaintAction.OUT_OF_SERVICE, "x", TaintAction.Effect.NO_EXECUTE, 0)
                        .blastRadius())
                .isEqualTo(1);
    }

    @Test
    void names_that_would_lead_to_another_path_are_refused() {
        refused(() -> new JobAction.RunJob(SHOP, "../secrets"), "is no name of a Kubernetes object");
        refused(() -> new JobAction.RunJob(SHOP, " "), "is blank");
        refused(() -> new JobAction.RunJob(POD, "clean-up"), "run-job needs a Deployment");
    }

    @Test
    void limits_are_amounts_above_zero() {
        ScalingAction.Resource memory = ScalingAction.Resource.MEMORY;
        refused(() -> new ScalingAction.SetLimit(SHOP, "main", memory, "256Mi", "lots"), "is 'lots'");
        refused(() -> new ScalingAction.SetLimit(SHOP, "main", memory, "256Mi", "0"), "above zero");
        refused(() -> new ScalingAction.SetLimit(SHOP, "main", memory, "256Mi", "256Mi"), "to the same");
        assertThat(new ScalingAction.SetLimit(SHOP, "main", memory, "1G", "1Gi").lowers())
                .isFalse();
        assertThat(new ScalingAction.SetLimit(SHOP, "main", memory, "1Gi", "1000M").lowers())
                .isTrue();
        assertThat(new ScalingAction.SetLimit(SHOP, "main", ScalingAction.Resource.CPU, "0.5", "400m").lowers())
                .isTrue();
        assertThat(new ScalingAction.SetLimit(SHOP, "main", memory, "0.5Gi", "512Mi").describe())
                .isEqualTo("set the memory limit of container main of " + SHOP + " from 0.5Gi to 512Mi");
    }

    private static void refused(ThrowingCallable creation, String because) {
        assertThatThrownBy(creation)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(because);
    }
}
