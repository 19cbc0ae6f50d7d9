package io.traas.collectors.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.traas.model.ChangeEvent;
import io.traas.model.ChangeEvent.ActorType;
import io.traas.model.ChangeEvent.Kind;
import io.traas.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final String JUST_NOW = "2026-11-22T09:59:58Z";
    private static final PodTemplateSpec V1 = SampleCluster.template("web:1");
    private static final PodTemplateSpec V2 = SampleCluster.template("web:2");
    private static final Target WEB = Target.deployment("c1", "shop", "web");

    private final Changes changes = new Changes("c1", List.of("ops-portal"));

    @Test
    void newCodeIsARollOutByWhoeverWroteTheTemplate() {
        Deployment after = owned("kubectl-set", JUST_NOW, "template");

        List<ChangeEvent> events = changes.between(
                cluster(SampleCluster.web().build(), 1).view(),
                cluster(after, 1, 2).view(),
                NOW);

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.target()).isEqualTo(WEB);
            assertThat(event.kind()).isEqualTo(Kind.ROLLOUT);
            assertThat(event.isRelease()).isTrue();
            assertThat(event.at()).isEqualTo(JUST_NOW);
            assertThat(event.actor()).isEqualTo("kubectl-set");
            assertThat(event.actorType()).isEqualTo(ActorType.PERSON);
            assertThat(event.from()).isEqualTo("1");
            assertThat(event.to()).isEqualTo("2");
            assertThat(event.summary()).isEqualTo("rolled out: image web:1 -> web:2 (revision 1 -> 2)");
        });
    }

    @Test
    void anotherEnvironmentIsConfigurationAndItsValuesStayHidden() {
        PodTemplateSpec configured = new PodTemplateSpecBuilder(V1)
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("PASSWORD")
                .withValue("hunter2")
                .endEnv()
                .endContainer()
                .endSpec()
                .build();

        ChangeEvent event = release(V1, configured);

        assertThat(event.kind()).isEqualTo(Kind.CONFIG);
        assertThat(event.summary()).contains("environment PASSWORD").doesNotContain("hunter2");
    }

    @Test
    void aConfigMapChangedInPlaceIsToldOfTheWorkloadThatReadsItByKeysOnly() {
        Deployment reading = reading("web-config");
        Deployment stranger = SampleCluster.web()
                .editMetadata()
                .withName("stranger")
                .withUid("stranger-uid")
                .endMetadata()
                .build();

        List<ChangeEvent> events = changes.between(
                new SampleCluster()
                        .with(reading, stranger, config(1, "LIMIT", "10"))
                        .view(),
                new SampleCluster()
                        .with(reading, stranger, config(2, "LIMIT", "s3cret"))
                        .view(),
                NOW);

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.target()).isEqualTo(WEB);
            assertThat(event.kind()).isEqualTo(Kind.OTHER);
            assertThat(event.isRelease()).isFalse();
            assertThat(event.summary()).isEqualTo("ConfigMap web-config changed in place: LIMIT");
            assertThat(event.toString()).doesNotContain("s3cret");
        });
    }

    @Test
    void aConfigMapWrittenAgainWithTheSameDataIsNoChange() {
        List<ChangeEvent> events = changes.between(
                new SampleCluster()
                        .with(reading("web-config"), config(1, "LIMIT", "10"))
                        .view(),
                new SampleCluster()
                        .with(reading("web-config"), config(2, "LIMIT", "10"))
                        .view(),
                NOW);

        assertThat(events).isEmpty();
    }

    private static Deployment reading(String configMap) {
        return SampleCluster.web()
                .editSpec()
                .editTemplate()
                .editSpec()
                .addNewVolume()
                .withName("config")
                .withNewConfigMap()
                .withName(configMap)
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static ConfigMap config(int version, String key, String value) {
        return ConfigMaps.withoutValues(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-config")
                .withUid("config-uid")
                .withResourceVersion("" + version)
                .addToAnnotations("kubectl.kubernetes.io/last-applied-configuration", value)
                .endMetadata()
                .withData(Map.of(key, value))
                .build());
    }

    @Test
    void theSameTemplateWithAnotherAnnotationIsARestart() {
        PodTemplateSpec restarted = new PodTemplateSpecBuilder(V1)
                .editMetadata()
                .addToAnnotations("kubectl.kubernetes.io/restartedAt", JUST_NOW)
                .endMetadata()
                .build();

        ChangeEvent event = release(V1, restarted);

        assertThat(event.kind()).isEqualTo(Kind.RESTART);
        assertThat(event.isRelease()).isFalse();
    }

    @Test
    void goingBackToAnOldTemplateIsARollOutToItsNewNumber() {
        SampleCluster before = new SampleCluster()
                .with(SampleCluster.web().build())
                .with(SampleCluster.replicaSet("old", 1, V1, "2026-11-22T08:00:00Z"))
                .with(SampleCluster.replicaSet("new", 2, V2, "2026-11-22T09:00:00Z"));
        SampleCluster after = new SampleCluster()
                .with(SampleCluster.web().build())
                .with(SampleCluster.replicaSet("old", 3, V1, "2026-11-22T08:00:00Z"))
                .with(SampleCluster.replicaSet("new", 2, V2, "2026-11-22T09:00:00Z"));

        List<ChangeEvent> events = changes.between(before.view(), after.view(), NOW);

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.ROLLOUT);
            assertThat(event.from()).isEqualTo("2");
            assertThat(event.to()).isEqualTo("3");
            assertThat(event.at()).isEqualTo(NOW);
            assertThat(event.summary()).startsWith("rolled back: image web:2 -> web:1");
        });
    }

    @Test
    void theFirstRevisionOfANewWorkloadIsNoRelease() {
        List<ChangeEvent> events = changes.between(
                new SampleCluster().view(),
                cluster(SampleCluster.web().build(), 1).view(),
                NOW);

        assertThat(events).extracting(ChangeEvent::kind).containsExactly(Kind.OTHER);
        assertThat(events).extracting(ChangeEvent::summary).containsExactly("created");
    }

    @Test
    void scalingTellsBothCountsAndWho() {
        Deployment after = new DeploymentBuilder(owned("horizontal-pod-autoscaler", JUST_NOW, "replicas"))
                .editSpec()
                .withReplicas(5)
                .endSpec()
                .build();

        List<ChangeEvent> events = changes.between(
                cluster(SampleCluster.web().build(), 1).view(),
                cluster(after, 1).view(),
                NOW);

        assertThat(events).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(Kind.SCALE);
            assertThat(event.from()).isEqualTo("3");
            assertThat(event.to()).isEqualTo("5");
            assertThat(event.actorType()).isEqualTo(ActorType.CONTROLLER);
        });
    }

    @Test
    void pausingCordoningNodeLossAutonomyAndDeletionAreTold() {
        SampleCluster before = cluster(SampleCluster.web().build(), 1)
                .with(
                        SampleCluster.node("n1", true).build(),
                        SampleCluster.node("n2", true).build())
                .with(SampleCluster.namespace("shop", "observe"));
        Deployment paused =
                SampleCluster.web().editSpec().withPaused(true).endSpec().build();
        SampleCluster after = cluster(paused, 1)
                .with(SampleCluster.node("n1", false).build())
                .with(SampleCluster.node("n2", true)
                        .editSpec()
                        .withUnschedulable(true)
                        .endSpec()
                        .build())
                .with(SampleCluster.namespace("shop", "auto"));

        assertThat(changes.between(before.view(), after.view(), NOW))
                .extracting(event -> event.target() + " " + event.kind() + " " + event.summary())
                .containsExactly(
                        "c1/shop/Deployment/web OTHER roll-out paused",
                        "c1//Node/n1 NODE stopped being ready",
                        "c1//Node/n2 NODE cordoned",
                        "c1//Namespace/shop OTHER autonomy changed from OBSERVE to AUTO");
        assertThat(changes.between(after.view(), new SampleCluster().view(), NOW))
                .extracting(ChangeEvent::summary)
                .containsExactly("deleted");
    }

    @Test
    void nothingChangedIsNoEvent() {
        SampleCluster cluster = cluster(SampleCluster.web().build(), 1, 2)
                .with(SampleCluster.node("n1", true).build(), SampleCluster.namespace("shop", "auto"));

        assertThat(changes.between(cluster.view(), cluster.view(), NOW)).isEmpty();
    }

    @Test
    void aStartTellsOnlyYoungReleasesAndUnderTheSameIdAsTheyHappened() {
        SampleCluster before = new SampleCluster().with(SampleCluster.web().build(), SampleCluster.revision(1, V1));
        SampleCluster after = new SampleCluster()
                .with(
                        SampleCluster.web().build(),
                        SampleCluster.revision(1, V1),
                        SampleCluster.revision(2, V2, JUST_NOW));
        SampleCluster old = new SampleCluster()
                .with(
                        SampleCluster.web().build(),
                        SampleCluster.revision(1, V1),
                        SampleCluster.revision(2, V2, SampleCluster.CREATED));

        List<ChangeEvent> told = changes.atStart(after.view(), NOW);

        assertThat(told).isEqualTo(changes.between(before.view(), after.view(), NOW));
        assertThat(told).hasSize(1);
        assertThat(changes.atStart(old.view(), NOW)).isEmpty();
    }

    @Test
    void actorsAreToldApartByTheirFieldManager() {
        List<String> people = List.of("ops-portal");

        assertThat(Actor.typeOf("traas-remediation", people)).isEqualTo(ActorType.PLATFORM);
        assertThat(Actor.typeOf("kubectl-client-side-apply", people)).isEqualTo(ActorType.PERSON);
        assertThat(Actor.typeOf("ops-portal", people)).isEqualTo(ActorType.PERSON);
        assertThat(Actor.typeOf("kube-controller-manager", people)).isEqualTo(ActorType.CONTROLLER);
        assertThat(Actor.typeOf("argo-rollouts-controller", people)).isEqualTo(ActorType.CONTROLLER);
        assertThat(Actor.typeOf("helm", people)).isEqualTo(ActorType.PIPELINE);
    }

    @Test
    void theNewestOwnerOfTheFieldIsTheActor() {
        Deployment deployment = SampleCluster.web()
                .editMetadata()
                .withManagedFields(
                        SampleCluster.owns("helm", "2026-11-22T09:00:00Z", "template"),
                        SampleCluster.owns("kubectl-set", "2026-11-22T09:30:00Z", "template"),
                        SampleCluster.owns("kubectl-scale", "2026-11-22T09:50:00Z", "replicas"))
                .endMetadata()
                .build();

        assertThat(Actor.lastToTouch(deployment, List.of(), "spec", "template").name())
                .isEqualTo("kubectl-set");
        assertThat(Actor.lastToTouch(deployment, List.of(), "spec").name()).isEqualTo("kubectl-scale");
        assertThat(Actor.lastToTouch(deployment, List.of(), "spec", "paused").name())
                .isEqualTo("unknown");
    }

    private ChangeEvent release(PodTemplateSpec from, PodTemplateSpec to) {
        SampleCluster before = new SampleCluster().with(SampleCluster.web().build(), SampleCluster.revision(1, from));
        SampleCluster after = new SampleCluster()
                .with(
                        SampleCluster.web().build(),
                        SampleCluster.revision(1, from),
                        SampleCluster.revision(2, to, JUST_NOW));
        return changes.between(before.view(), after.view(), NOW).get(0);
    }

    private static SampleCluster cluster(Deployment deployment, int... revisions) {
        SampleCluster objects = new SampleCluster().with(deployment);
        for (int number : revisions) {
            objects.with(SampleCluster.revision(number, SampleCluster.template("web:" + number)));
        }
        return objects;
    }

    private static Deployment owned(String manager, String time, String field) {
        return SampleCluster.web()
                .editMetadata()
                .withManagedFields(SampleCluster.owns(manager, time, field))
                .endMetadata()
                .build();
    }
}
