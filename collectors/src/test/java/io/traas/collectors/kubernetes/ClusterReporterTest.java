package io.traas.collectors.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvFromSourceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.traas.collectors.scrape.ScrapeTarget;
import io.traas.collectors.translate.ClusterView;
import io.traas.collectors.translate.SampleCluster;
import io.traas.collectors.translate.TargetStates;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.ChangeEvent.Kind;
import io.traas.model.DeadLetter;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against an API server that keeps objects and lets them be watched. */
@EnableKubernetesMockClient(crud = true, https = false)
class ClusterReporterTest {

    private static final Target WEB = Target.deployment("c1", "shop", "web");

    KubernetesClient client;
    KubernetesMockServer server;

    private final InMemoryPublisher publisher = new InMemoryPublisher();
    private final AtomicReference<Collection<ScrapeTarget>> scraped = new AtomicReference<>(List.of());
    private List<TargetState> remembered = List.of();
    private ClusterReporter reporter;

    @BeforeAll
    static void quiet() {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    }

    @AfterEach
    void close() {
        if (reporter != null) {
            reporter.close();
        }
    }

    @Test
    void theClusterIsToldWholeOnceAndThenWhatChanges() {
        create(
                SampleCluster.namespace("shop", "auto"),
                SampleCluster.node("n1", true).build());
        Deployment web = client.resource(SampleCluster.web().build()).create();
        client.resource(owned("rs-1", 1, "web:1", web)).create();
        Pod pod = podOf("rs-1");
        client.resource(pod).create();

        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        assertThat(states(WEB)).hasSize(1);
        assertThat(last(WEB).autonomy()).isEqualTo(Autonomy.AUTO);
        assertThat(last(WEB).pods()).extracting(PodState::name).containsExactly("web-a");
        assertThat(last(Target.node("c1", "n1")).ready()).isEqualTo(1);
        assertThat(publisher.on(Topics.CHANGES)).isEmpty();
        assertThat(scraped.get()).extracting(ScrapeTarget::workload).containsExactly(WEB);
        assertThat(reporter.problems()).isEmpty();

        client.apps().deployments().inNamespace("shop").withName("web").edit(d -> {
            d.getSpec().setReplicas(5);
            return d;
        });

        await().atMost(10, TimeUnit.SECONDS).until(() -> last(WEB).desired() == 5);
        assertThat(publisher.on(Topics.CHANGES)).extracting(ChangeEvent::kind).containsExactly(Kind.SCALE);

        client.pods().inNamespace("shop").withName("web-a").delete();

        await().atMost(10, TimeUnit.SECONDS).until(() -> scraped.get().isEmpty());
        assertThat(last(WEB).pods()).isEmpty();
    }

    @Test
    void aReleaseIsToldWhenItsReplicaSetAppears() {
        Deployment web = client.resource(SampleCluster.web().build()).create();
        client.resource(owned("rs-1", 1, "web:1", web)).create();
        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        client.resource(owned("rs-2", 2, "web:2", web)).create();

        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> !publisher.on(Topics.CHANGES).isEmpty());
        assertThat(publisher.on(Topics.CHANGES)).extracting(ChangeEvent::kind).containsExactly(Kind.ROLLOUT);
    }

    @Test
    void configurationChangedInPlaceIsToldAndItsValuesAreNotKept() {
        Deployment web = SampleCluster.web().build();
        web.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .setEnvFrom(List.of(new EnvFromSourceBuilder()
                        .withNewConfigMapRef("web-config", false)
                        .build()));
        client.resource(web).create();
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("shop")
                        .withName("web-config")
                        .endMetadata()
                        .withData(Map.of("LIMIT", "10"))
                        .build())
                .create();
        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        client.configMaps().inNamespace("shop").withName("web-config").edit(config -> {
            config.setData(Map.of("LIMIT", "11"));
            return config;
        });

        await().atMost(10, TimeUnit.SECONDS)
                .until(() -> !publisher.on(Topics.CHANGES).isEmpty());
        assertThat(publisher.on(Topics.CHANGES))
                .extracting(ChangeEvent::summary)
                .containsExactly("ConfigMap web-config changed in place: LIMIT");
    }

    @Test
    void whatIsDeletedIsToldAsDeleted() {
        client.resource(SampleCluster.web().build()).create();
        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> !states(WEB).isEmpty());

        client.apps().deployments().inNamespace("shop").withName("web").delete();

        await().atMost(10, TimeUnit.SECONDS).until(() -> last(WEB).deleted());
    }

    @Test
    void whatVanishedWhileNobodyLookedIsToldAsDeletedAndWhatStayedIsNotToldAgain() {
        Deployment web = client.resource(SampleCluster.web().build()).create();
        ClusterView view = new SampleCluster().with(web).view();
        TargetState stayed = TargetStates.of(web, view, Instant.EPOCH, problem -> {});
        Deployment old =
                SampleCluster.web().editMetadata().withName("old").endMetadata().build();
        remembered = List.of(stayed, TargetStates.of(old, view, Instant.EPOCH, problem -> {}));

        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        assertThat(publisher.on(Topics.TARGETS))
                .extracting(state -> state.target().name() + " " + state.deleted())
                .containsExactly("old true");
    }

    @Test
    void onlyTheChosenNamespacesAreLookedAt() {
        client.resource(SampleCluster.web().build()).create();
        client.resource(SampleCluster.web()
                        .editMetadata()
                        .withNamespace("other")
                        .withUid("other-uid")
                        .endMetadata()
                        .build())
                .create();

        start(List.of("shop"));
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        assertThat(publisher.on(Topics.TARGETS)).extracting(TargetState::target).containsExactly(WEB);
    }

    @Test
    void aKindThatMayNotBeReadIsNamedAndTheRestGoesOn() {
        server.expect()
                .get()
                .withPath("/apis/autoscaling/v2/horizontalpodautoscalers?resourceVersion=0")
                .andReturn(403, "{\"kind\":\"Status\",\"code\":403,\"reason\":\"Forbidden\"}")
                .always();
        client.resource(SampleCluster.web().build()).create();

        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        assertThat(reporter.impaired()).isFalse();
        assertThat(reporter.problems())
                .containsOnlyKeys("horizontalpodautoscalers")
                .hasEntrySatisfying(
                        "horizontalpodautoscalers",
                        problem -> assertThat(problem).contains("not allowed to list and watch"));
    }

    @Test
    void aQuietClusterIsToldToBeFollowedForAsLongAsItIs() {
        client.resource(SampleCluster.web().build()).create();
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
        start(List.of(), ((InstantSource) now::get).withZone(ZoneOffset.UTC));
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());
        assertThat(last(WEB).clusterFollowedAt()).isEqualTo(now.get());
        TargetState first = last(WEB);

        now.set(now.get().plusSeconds(60));
        await().atMost(20, TimeUnit.SECONDS).until(() -> states(WEB).size() == 2);
        assertThat(last(WEB)).isEqualTo(first.followed(now.get()));

        server.shutdown();
        await().atMost(30, TimeUnit.SECONDS).until(() -> reporter.impaired());
        Instant lost = last(WEB).clusterFollowedAt();
        now.set(now.get().plusSeconds(60));
        scraped.set(null);
        await().atMost(20, TimeUnit.SECONDS).until(() -> scraped.get() != null); // One more pass.
        assertThat(last(WEB).clusterFollowedAt()).isEqualTo(lost);
    }

    @Test
    void aWrongAnnotationIsOneDeadLetterHoweverOftenTheObjectChanges() {
        client.resource(SampleCluster.web()
                        .editMetadata()
                        .addToAnnotations("traas.io/max-replicas", "many")
                        .endMetadata()
                        .build())
                .create();
        start(List.of());
        await().atMost(20, TimeUnit.SECONDS).until(() -> reporter.synced());

        client.apps().deployments().inNamespace("shop").withName("web").edit(d -> {
            d.getSpec().setReplicas(9);
            return d;
        });
        await().atMost(10, TimeUnit.SECONDS).until(() -> last(WEB).desired() == 9);

        assertThat(publisher.on(Topics.DEAD_LETTERS))
                .extracting(DeadLetter::reason)
                .containsExactly("traas.io/max-replicas is 'many', must be a whole number from 1 to 100000");
    }

    private void start(List<String> namespaces) {
        start(namespaces, Clock.systemUTC());
    }

    private void start(List<String> namespaces, Clock clock) {
        reporter = new ClusterReporter(client, "c1", remembered, namespaces, List.of(), publisher, scraped::set, clock);
    }

    private void create(io.fabric8.kubernetes.api.model.HasMetadata... objects) {
        for (io.fabric8.kubernetes.api.model.HasMetadata object : objects) {
            client.resource(object).create();
        }
    }

    private List<TargetState> states(Target target) {
        return publisher.on(Topics.TARGETS).stream()
                .filter(state -> state.target().equals(target))
                .toList();
    }

    private TargetState last(Target target) {
        List<TargetState> states = states(target);
        return states.get(states.size() - 1);
    }

    /** The server gives objects uids of its own, so owners are named by those. */
    private io.fabric8.kubernetes.api.model.apps.ReplicaSet owned(
            String name, long number, String image, Deployment owner) {
        io.fabric8.kubernetes.api.model.apps.ReplicaSet replicaSet =
                SampleCluster.revision(number, SampleCluster.template(image));
        replicaSet.getMetadata().setName(name);
        replicaSet
                .getMetadata()
                .getOwnerReferences()
                .get(0)
                .setUid(owner.getMetadata().getUid());
        return replicaSet;
    }

    private Pod podOf(String replicaSet) {
        String uid = client.apps()
                .replicaSets()
                .inNamespace("shop")
                .withName(replicaSet)
                .get()
                .getMetadata()
                .getUid();
        Pod pod = SampleCluster.pod("web-a")
                .editMetadata()
                .addToLabels(Map.of("app", "web"))
                .endMetadata()
                .build();
        pod.getMetadata().getOwnerReferences().get(0).setUid(uid);
        return pod;
    }
}
