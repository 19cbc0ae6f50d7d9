package io.traas.collectors.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.traas.model.Autonomy;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetStatesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final List<String> problems = new ArrayList<>();

    @Test
    void aDeploymentIsDescribedWhole() {
        SampleCluster cluster = cluster(SampleCluster.web().build())
                .with(
                        SampleCluster.namespace("shop", "auto"),
                        SampleCluster.node("n1", true).build())
                .with(
                        SampleCluster.revision(1, SampleCluster.template("web:1")),
                        SampleCluster.revision(2, SampleCluster.template("web:2")))
                .with(
                        SampleCluster.pod("web-b").build(),
                        SampleCluster.pod("web-a").build());

        TargetState state = state(cluster);

        assertThat(state.target()).isEqualTo(Target.deployment("c1", "shop", "web"));
        assertThat(state.uid()).isEqualTo("web-uid");
        assertThat(state.observedAt()).isEqualTo(NOW);
        assertThat(state.desired()).isEqualTo(3);
        assertThat(state.ready()).isEqualTo(3);
        assertThat(state.revision()).isEqualTo(2);
        assertThat(state.previousRevision()).isEqualTo(1);
        assertThat(state.rollingOut()).isFalse();
        assertThat(state.autonomy()).isEqualTo(Autonomy.AUTO);
        assertThat(state.autoscaled()).isFalse();
        assertThat(state.disruptionsAllowed()).isEqualTo(-1);
        assertThat(state.maxReplicas()).isZero();
        assertThat(state.pods()).extracting(PodState::name).containsExactly("web-a", "web-b");
        assertThat(state.pods()).extracting(PodState::zone).containsOnly("z1");
        assertThat(state.pods()).extracting(PodState::revision).containsOnly(2L);
        assertThat(problems).isEmpty();
    }

    @Test
    void theFirstRevisionHasNothingBeforeIt() {
        TargetState state = state(
                cluster(SampleCluster.web().build()).with(SampleCluster.revision(2, SampleCluster.template("web:2"))));

        assertThat(state.previousRevision()).isZero();
    }

    @Test
    void aNamespaceThatSaysNothingIsObservedOnly() {
        assertThat(state(cluster(SampleCluster.web().build())).autonomy()).isEqualTo(Autonomy.OBSERVE);
    }

    @Test
    void aRollOutLastsUntilTheControllerHasSeenItAndReplacedEveryPod() {
        assertThat(rollingOut(
                        SampleCluster.web().editMetadata().withGeneration(5L).endMetadata()))
                .isTrue();
        assertThat(rollingOut(SampleCluster.web().editStatus().withReplicas(4).endStatus()))
                .isTrue();
        assertThat(rollingOut(progressing(SampleCluster.web(), "True", "ReplicaSetUpdated")
                        .editStatus()
                        .withAvailableReplicas(2)
                        .endStatus()))
                .isTrue();
    }

    @Test
    void aCrashAfterwardsIsNoRollOutAndNeitherIsOneTheControllerGaveUp() {
        assertThat(rollingOut(SampleCluster.web()
                        .editStatus()
                        .withReadyReplicas(0)
                        .withAvailableReplicas(0)
                        .endStatus()))
                .isFalse();
        assertThat(rollingOut(progressing(SampleCluster.web(), "False", "ProgressDeadlineExceeded")
                        .editStatus()
                        .withReplicas(4)
                        .withUpdatedReplicas(1)
                        .endStatus()))
                .isFalse();
    }

    @Test
    void aControllerWithoutProgressConditionIsDoneWhenAllPodsAreNew() {
        DeploymentBuilder silent =
                SampleCluster.web().editStatus().withConditions(List.of()).endStatus();

        assertThat(rollingOut(silent)).isFalse();
        assertThat(rollingOut(silent.editStatus()
                        .withReplicas(2)
                        .withUpdatedReplicas(2)
                        .endStatus()))
                .isTrue();
    }

    @Test
    void theTightestMatchingBudgetCounts() {
        SampleCluster cluster = cluster(SampleCluster.web().build())
                .with(
                        budget("a", Map.of("app", "web"), 2),
                        budget("b", Map.of(), 1),
                        budget("c", Map.of("app", "db"), 0));

        assertThat(state(cluster).disruptionsAllowed()).isEqualTo(1);
    }

    @Test
    void anAutoscalerIsRecognised() {
        SampleCluster cluster = cluster(SampleCluster.web().build())
                .with(new HorizontalPodAutoscalerBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("any")
                        .endMetadata()
                        .withNewSpec()
                        .withNewScaleTargetRef()
                        .withKind("Deployment")
                        .withName("web")
                        .endScaleTargetRef()
                        .endSpec()
                        .build());

        assertThat(state(cluster).autoscaled()).isTrue();
    }

    @Test
    void annotationsNameDependenciesAndTheLimitOfScaling() {
        TargetState state = state(cluster(
                annotated(Map.of(Annotations.DEPENDS_ON, "db, data/cache ,,db", Annotations.MAX_REPLICAS, "7"))));

        assertThat(state.dependencies())
                .containsExactly(Target.deployment("c1", "shop", "db"), Target.deployment("c1", "data", "cache"));
        assertThat(state.maxReplicas()).isEqualTo(7);
        assertThat(problems).isEmpty();
    }

    @Test
    void wrongAnnotationsAreReportedAndCountAsAbsent() {
        TargetState state = state(
                cluster(annotated(Map.of(Annotations.DEPENDS_ON, "a/b/c,/x,ok", Annotations.MAX_REPLICAS, "many"))));

        assertThat(state.dependencies()).containsExactly(Target.deployment("c1", "shop", "ok"));
        assertThat(state.maxReplicas()).isZero();
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "traas.io/depends-on names 'a/b/c', must be name or namespace/name",
                        "traas.io/depends-on names '/x', must be name or namespace/name",
                        "traas.io/max-replicas is 'many', must be a whole number from 1 to 100000");
    }

    @Test
    void aNodeIsOneOfOneWithItsPods() {
        SampleCluster cluster = cluster(SampleCluster.web().build())
                .with(
                        SampleCluster.revision(2, SampleCluster.template("web:2")),
                        SampleCluster.pod("web-a").build())
                .with(SampleCluster.node("n1", false)
                        .editSpec()
                        .withUnschedulable(true)
                        .endSpec()
                        .build());

        TargetState state = TargetStates.of(cluster.nodes.get(0), cluster.view(), NOW);

        assertThat(state.target()).isEqualTo(Target.node("c1", "n1"));
        assertThat(state.desired()).isEqualTo(1);
        assertThat(state.ready()).isZero();
        assertThat(state.unschedulable()).isTrue();
        assertThat(state.zone()).isEqualTo("z1");
        assertThat(state.pods()).extracting(PodState::name).containsExactly("web-a");
    }

    @Test
    void statesDifferByWhatTheySayNotByWhenItWasSeen() {
        SampleCluster cluster = cluster(SampleCluster.web().build());
        TargetState first = state(cluster);
        TargetState later =
                TargetStates.of(cluster.deployments.get(0), cluster.view(), NOW.plusSeconds(9), problems::add);
        TargetState other = state(
                cluster(SampleCluster.web().editSpec().withReplicas(4).endSpec().build()));

        assertThat(first.saysTheSameAs(later)).isTrue();
        assertThat(first.saysTheSameAs(other)).isFalse();
    }

    @Test
    void aNodeTellsItsPoolItsSiteAndWhetherItRunsTheCluster() {
        Map<String, String> labels = Map.of(
                "topology.kubernetes.io/region", "eu-1",
                "cloud.google.com/gke-nodepool", "pool-a",
                "node-role.kubernetes.io/control-plane", "");
        TargetState node = TargetStates.of(
                SampleCluster.node("n1", true)
                        .editMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .build(),
                cluster(SampleCluster.web().build()).view(),
                NOW);

        assertThat(node.site()).isEqualTo("eu-1");
        assertThat(node.pool()).isEqualTo("pool-a");
        assertThat(node.role()).isEqualTo(TargetState.CONTROL_PLANE);
    }

    @Test
    void aPartOfThePlatformIsKnownAsOne() {
        Deployment part = SampleCluster.web()
                .editMetadata()
                .addToLabels("app.kubernetes.io/part-of", "traas")
                .endMetadata()
                .build();

        assertThat(state(cluster(part)).role()).isEqualTo(TargetState.PLATFORM);
        assertThat(state(cluster(SampleCluster.web().build())).role()).isEmpty();
    }

    @Test
    void theNotesOfTheApiServerTellFieldByFieldWhatADeliveryToolOwns() {
        TargetState state = state(cluster(SampleCluster.web()
                .editMetadata()
                .addToLabels("app.kubernetes.io/managed-by", "Helm")
                .withManagedFields(
                        SampleCluster.owns("argocd-controller", "2026-11-22T09:00:00Z", "template"),
                        SampleCluster.owns("kubectl-scale", "2026-11-22T09:30:00Z", "replicas"))
                .endMetadata()
                .build()));

        assertThat(state.templateOwner()).isEqualTo("Argo CD");
        assertThat(state.replicasOwner()).isEmpty();
    }

    @Test
    void withoutNotesTheLabelsOfADeliveryToolClaimTheWholeObject() {
        TargetState state = state(cluster(SampleCluster.web()
                .editMetadata()
                .addToLabels("kustomize.toolkit.fluxcd.io/name", "shop")
                .endMetadata()
                .build()));

        assertThat(state.templateOwner()).isEqualTo("Flux");
        assertThat(state.replicasOwner()).isEqualTo("Flux");
        assertThat(state(cluster(SampleCluster.web().build())).templateOwner()).isEmpty();
    }

    private boolean rollingOut(DeploymentBuilder deployment) {
        return state(cluster(deployment.build())).rollingOut();
    }

    private TargetState state(SampleCluster cluster) {
        return TargetStates.of(cluster.deployments.get(0), cluster.view(), NOW, problems::add);
    }

    private static SampleCluster cluster(Deployment deployment) {
        return new SampleCluster().with(deployment);
    }

    private static Deployment annotated(Map<String, String> annotations) {
        return SampleCluster.web()
                .editMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }

    private static DeploymentBuilder progressing(DeploymentBuilder deployment, String status, String reason) {
        return deployment
                .editStatus()
                .withConditions(List.of())
                .addNewCondition()
                .withType("Progressing")
                .withStatus(status)
                .withReason(reason)
                .endCondition()
                .endStatus();
    }

    private static PodDisruptionBudget budget(String name, Map<String, String> labels, int allowed) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .endSpec()
                .withNewStatus()
                .withDisruptionsAllowed(allowed)
                .endStatus()
                .build();
    }
}
