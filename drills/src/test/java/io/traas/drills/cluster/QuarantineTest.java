package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static io.traas.drills.cluster.TestCluster.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class QuarantineTest {

    private final FakeRuntime runtime = new FakeRuntime();
    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(runtime);
        test.createAvailable(deployment("cart", 2));
        test.client
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("cart")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .addToSelector("app", "cart")
                        .addNewPort()
                        .withName("http")
                        .withPort(80)
                        .withNewTargetPort("http")
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        await().atMost(TestCluster.PATIENCE).until(() -> endpoints().size() == 2);
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void aPodWithoutItsLabelIsReleasedAndReplacedAndLeavesTheService() {
        Pod suspect = test.pods("cart").get(0);

        label(suspect, "quarantined");

        await().atMost(TestCluster.PATIENCE).untilAsserted(() -> {
            assertThat(test.pods("cart")).hasSize(2).allMatch(TestCluster::isReady);
            assertThat(endpoints())
                    .hasSize(2)
                    .doesNotContain(suspect.getStatus().getPodIP() + ":8080");
        });
        Pod released = test.pod(name(suspect));
        assertThat(released.getMetadata().getOwnerReferences()).isEmpty();
        assertThat(released.getStatus().getPhase()).isEqualTo("Running");
        assertThat(runtime.isRunning(NAMESPACE + "/" + name(suspect))).isTrue();
    }

    @Test
    void aWatchWithASelectorSeesTheQuarantinedPodAsDeletedWithItsOldLabels() {
        Pod suspect = test.pods("cart").get(0);
        List<String> deleted = new CopyOnWriteArrayList<>();
        try (var watch = test.client
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app", "cart")
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Pod pod) {
                        if (action == Action.DELETED) {
                            deleted.add(name(pod) + " "
                                    + pod.getMetadata().getLabels().get("app"));
                        }
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        deleted.add("closed");
                    }
                })) {
            assertThat(watch).isNotNull();
            label(suspect, "quarantined");
            await().atMost(TestCluster.PATIENCE).until(() -> !deleted.isEmpty());
        }
        assertThat(deleted.get(0)).isEqualTo(name(suspect) + " cart");
    }

    @Test
    void aPodThatGetsItsLabelBackIsAdoptedAndOneTooManyGoes() {
        Pod suspect = test.pods("cart").get(0);
        label(suspect, "quarantined");
        await().atMost(TestCluster.PATIENCE).until(() -> test.pods("cart").size() == 2);

        label(suspect, "cart");

        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(() -> assertThat(test.pods("cart"))
                        .hasSize(2)
                        .allMatch(pod -> pod.getMetadata().getOwnerReferences().size() == 1));
    }

    @Test
    void aTerminatingPodLeavesTheServiceAtOnce() {
        runtime.ignoreTermination();
        test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .rolling()
                .restart();
        test.awaitRolledOut("cart");
        Pod leaving = test.pods("cart").stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow();

        test.client
                .pods()
                .inNamespace(NAMESPACE)
                .withName(name(leaving))
                .withGracePeriod(3)
                .delete();

        await().atMost(TestCluster.PATIENCE)
                .until(() -> !endpoints().contains(leaving.getStatus().getPodIP() + ":8080"));
        assertThat(test.pod(name(leaving)).getStatus().getPhase()).isEqualTo("Running");
        await().atMost(TestCluster.PATIENCE).until(() -> test.pod(name(leaving)) == null);
    }

    private void label(Pod pod, String app) {
        test.client
                .pods()
                .inNamespace(NAMESPACE)
                .withName(name(pod))
                .edit(current -> new PodBuilder(current)
                        .editMetadata()
                        .addToLabels("app", app)
                        .endMetadata()
                        .build());
    }

    private List<String> endpoints() {
        try {
            return Files.readAllLines(
                    test.cluster.serviceDirectory().resolve(NAMESPACE).resolve("cart"));
        } catch (IOException notYet) {
            return List.of();
        }
    }
}
