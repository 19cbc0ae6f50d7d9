package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static io.traas.drills.cluster.TestCluster.name;
import static io.traas.drills.cluster.TestCluster.probedDeployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SickPodTest {

    private final FakeRuntime runtime = new FakeRuntime();
    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(runtime);
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void aContainerThatExitsIsRestartedAtOnceAndThenWithGrowingPauses() {
        test.createAvailable(deployment("cart", 1));
        String pod = name(test.pods("cart").get(0));

        runtime.exit(NAMESPACE + "/" + pod, 1);
        Pod restarted = test.awaitPod(
                pod,
                seen -> container(seen).getRestartCount() == 1
                        && container(seen).getState().getRunning() != null);
        assertThat(container(restarted).getLastState().getTerminated().getReason())
                .isEqualTo("Error");
        assertThat(container(restarted).getLastState().getTerminated().getExitCode())
                .isEqualTo(1);

        runtime.exit(NAMESPACE + "/" + pod, 1);
        Pod waiting = test.awaitPod(pod, seen -> container(seen).getState().getWaiting() != null);
        assertThat(container(waiting).getState().getWaiting().getReason()).isEqualTo("CrashLoopBackOff");
        assertThat(container(waiting).getState().getWaiting().getMessage())
                .contains("restarting failed container=app pod=" + pod + "_" + NAMESPACE);
        assertThat(waiting.getStatus().getPhase()).isEqualTo("Running");
        assertThat(TestCluster.isReady(waiting)).isFalse();

        test.awaitPod(
                pod,
                seen -> container(seen).getRestartCount() == 2
                        && container(seen).getState().getRunning() != null);
    }

    @Test
    void anExitForLackOfMemoryIsCalledOomKilled() {
        test.createAvailable(deployment("cart", 1));
        String pod = name(test.pods("cart").get(0));

        runtime.exitOutOfMemory(NAMESPACE + "/" + pod);

        Pod restarted = test.awaitPod(pod, seen -> container(seen).getRestartCount() == 1);
        assertThat(container(restarted).getLastState().getTerminated().getReason())
                .isEqualTo("OOMKilled");
        assertThat(container(restarted).getLastState().getTerminated().getExitCode())
                .isEqualTo(137);
    }

    @Test
    void readinessFollowsTheProbe() {
        test.createAvailable(probedDeployment("cart", 1));
        String pod = name(test.pods("cart").get(0));

        runtime.healthy(NAMESPACE + "/" + pod, false);
        test.awaitPod(pod, seen -> !TestCluster.isReady(seen));
        test.awaitDeployment(
                "cart",
                deployment -> Integer.valueOf(1).equals(deployment.getStatus().getUnavailableReplicas()));

        runtime.healthy(NAMESPACE + "/" + pod, true);
        test.awaitRolledOut("cart");
    }

    @Test
    void aFailingLivenessProbeRestartsTheContainer() {
        test.createAvailable(withLiveness(probedDeployment("cart", 1)));
        String pod = name(test.pods("cart").get(0));

        runtime.healthy(NAMESPACE + "/" + pod, false);

        test.awaitPod(pod, seen -> container(seen).getRestartCount() == 1 && TestCluster.isReady(seen));
    }

    @Test
    void anImageThatDoesNotExistLeavesThePodPending() {
        test.client.resource(deployment("missing", 1).build()).create();
        await().atMost(TestCluster.PATIENCE).until(() -> test.pods("missing").size() == 1);

        Pod pod = test.awaitPod(
                name(test.pods("missing").get(0)),
                seen -> !seen.getStatus().getContainerStatuses().isEmpty()
                        && "ImagePullBackOff"
                                .equals(container(seen).getState().getWaiting().getReason()));
        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    }

    @Test
    void aMissingConfigMapKeepsTheContainerFromStartingUntilItIsThere() {
        test.client
                .resource(deployment("cart", 1)
                        .editSpec()
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .addNewEnvFrom()
                        .withNewConfigMapRef("settings", false)
                        .endEnvFrom()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        await().atMost(TestCluster.PATIENCE).until(() -> test.pods("cart").size() == 1);
        String pod = name(test.pods("cart").get(0));
        Pod waiting = test.awaitPod(
                pod, seen -> !seen.getStatus().getContainerStatuses().isEmpty());
        assertThat(container(waiting).getState().getWaiting().getReason()).isEqualTo("CreateContainerConfigError");
        assertThat(container(waiting).getState().getWaiting().getMessage())
                .isEqualTo("configmap \"settings\" not found");

        test.client
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("settings")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addToData("POOL_SIZE", "8")
                        .build())
                .create();

        test.awaitPod(pod, TestCluster::isReady);
        assertThat(runtime.started().get(0).environment()).containsEntry("POOL_SIZE", "8");
    }

    @Test
    void aPodsVolumeOutlivesItsContainersButNotThePod() throws IOException {
        test.createAvailable(deployment("cart", 1));
        String pod = name(test.pods("cart").get(0));
        Path volume = Path.of(runtime.started().get(0).environment().get("POD_VOLUME"));
        Files.writeString(volume.resolve("state"), "kept");

        runtime.exit(NAMESPACE + "/" + pod, 0);
        test.awaitPod(pod, seen -> container(seen).getRestartCount() == 1 && TestCluster.isReady(seen));
        assertThat(volume.resolve("state")).hasContent("kept");
        assertThat(runtime.started().get(1).environment()).containsEntry("POD_VOLUME", volume.toString());

        test.client.pods().inNamespace(NAMESPACE).withName(pod).delete();
        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(() -> assertThat(volume).doesNotExist());
    }

    @Test
    void aPodThatIgnoresTerminationIsKilledWhenItsGraceIsOver() {
        runtime.ignoreTermination();
        test.createAvailable(deployment("cart", 1));
        String pod = name(test.pods("cart").get(0));

        test.client
                .pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .withGracePeriod(1)
                .delete();

        assertThat(runtime.isRunning(NAMESPACE + "/" + pod)).isTrue();
        assertThat(test.pod(pod).getMetadata().getDeletionTimestamp()).isNotNull();
        await().atMost(TestCluster.PATIENCE).until(() -> !runtime.isRunning(NAMESPACE + "/" + pod));
        await().atMost(TestCluster.PATIENCE).until(() -> test.pod(pod) == null);
    }

    private static ContainerStatus container(Pod pod) {
        return pod.getStatus().getContainerStatuses().get(0);
    }

    private static DeploymentBuilder withLiveness(DeploymentBuilder deployment) {
        return deployment
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .withNewLivenessProbe()
                .withNewHttpGet()
                .withPath("/live")
                .withNewPort(8080)
                .endHttpGet()
                .withPeriodSeconds(2)
                .withTimeoutSeconds(50)
                .withFailureThreshold(2)
                .endLivenessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }
}
