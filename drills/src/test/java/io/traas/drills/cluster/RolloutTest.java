package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static io.traas.drills.cluster.TestCluster.name;
import static io.traas.drills.cluster.TestCluster.probedDeployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutTest {

    private static final String REVISION = "deployment.kubernetes.io/revision";

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
    void aDeploymentYieldsRunningPodsOwnedByAReplicaSet() {
        Deployment created = test.createAvailable(deployment("cart", 3));

        List<Pod> pods = test.pods("cart");
        ReplicaSet set = replicaSets("cart").get(0);
        assertThat(pods).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
            assertThat(pod.getStatus().getPodIP()).startsWith("127.");
            assertThat(pod.getMetadata().getOwnerReferences().get(0).getUid())
                    .isEqualTo(set.getMetadata().getUid());
            assertThat(pod.getMetadata().getLabels().get("pod-template-hash"))
                    .isEqualTo(set.getMetadata().getLabels().get("pod-template-hash"));
            assertThat(runtime.isRunning(NAMESPACE + "/" + name(pod))).isTrue();
        });
        assertThat(pods.stream().map(pod -> pod.getStatus().getPodIP())).doesNotHaveDuplicates();
        assertThat(set.getMetadata().getName()).startsWith("cart-");
        assertThat(set.getMetadata().getOwnerReferences().get(0).getUid())
                .isEqualTo(created.getMetadata().getUid());
        assertThat(created.getMetadata().getAnnotations()).containsEntry(REVISION, "1");
    }

    @Test
    void podsOfOneWorkloadSpreadOverZones() {
        test.createAvailable(deployment("cart", 3));

        Map<String, Long> byZone = test.pods("cart").stream()
                .collect(Collectors.groupingBy(
                        pod -> test.cluster.node(pod.getSpec().getNodeName()).zone(), Collectors.counting()));
        assertThat(byZone).containsOnly(Map.entry("z1", 1L), Map.entry("z2", 1L), Map.entry("z3", 1L));
    }

    @Test
    void aRestartReplacesAllPodsAndTakesTheNextRevision() {
        test.createAvailable(deployment("cart", 3));
        List<String> before = test.pods("cart").stream().map(TestCluster::name).toList();

        test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .rolling()
                .restart();

        Deployment after = test.awaitRolledOut("cart");
        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(
                        () -> assertThat(test.pods("cart")).hasSize(3).noneMatch(pod -> before.contains(name(pod))));
        assertThat(after.getMetadata().getAnnotations()).containsEntry(REVISION, "2");
        assertThat(replicaSets("cart")).hasSize(2);
    }

    @Test
    void aRollOutNeverGoesAboveItsSurgeNorBelowItsAvailability() {
        test.createAvailable(probedDeployment("cart", 4));
        AtomicInteger most = new AtomicInteger();
        AtomicInteger fewestReady = new AtomicInteger(4);
        try (var watch = test.client
                .pods()
                .inNamespace(NAMESPACE)
                .withLabel("app", "cart")
                .watch(new ExtremesWatcher(most, fewestReady))) {
            assertThat(watch).isNotNull();
            test.client
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName("cart")
                    .rolling()
                    .restart();
            test.awaitRolledOut("cart");
        }
        assertThat(most.get()).isEqualTo(5);
        assertThat(fewestReady.get()).isEqualTo(3);
    }

    @Test
    void undoBringsBackTheOldTemplateUnderANewRevision() {
        test.createAvailable(deployment("cart", 2));
        ReplicaSet first = replicaSets("cart").get(0);
        setImage("shop/cart:2");
        test.awaitRolledOut("cart");

        test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .rolling()
                .undo();

        Deployment undone = test.awaitDeployment(
                "cart",
                deployment ->
                        "3".equals(deployment.getMetadata().getAnnotations().get(REVISION)));
        test.awaitRolledOut("cart");
        assertThat(undone.getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .isEqualTo("shop/cart:1");
        ReplicaSet again = test.client
                .apps()
                .replicaSets()
                .inNamespace(NAMESPACE)
                .withName(first.getMetadata().getName())
                .get();
        assertThat(again.getMetadata().getAnnotations())
                .containsEntry(REVISION, "3")
                .containsEntry("deployment.kubernetes.io/revision-history", "1");
        assertThat(again.getSpec().getReplicas()).isEqualTo(2);
    }

    @Test
    void aPausedDeploymentKeepsItsPodsUntilItIsResumed() {
        test.createAvailable(deployment("cart", 2));
        test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .rolling()
                .pause();
        setImage("shop/cart:2");

        Deployment paused = test.awaitDeployment(
                "cart",
                deployment -> deployment.getStatus().getObservedGeneration()
                        >= deployment.getMetadata().getGeneration());
        assertThat(replicaSets("cart")).hasSize(1);
        assertThat(condition(paused, "Progressing")).isEqualTo("Unknown DeploymentPaused");

        test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .rolling()
                .resume();
        test.awaitRolledOut("cart");
        assertThat(replicaSets("cart")).hasSize(2);
    }

    @Test
    void aReleaseThatNeverGetsReadyStopsAtTheSurgeAndKeepsTheOldPods() {
        test.createAvailable(probedDeployment("cart", 3));
        runtime.startUnhealthy(true);
        setImage("shop/cart:2");

        Deployment stuck = test.awaitDeployment(
                "cart",
                deployment -> Integer.valueOf(1).equals(deployment.getStatus().getUnavailableReplicas()));

        assertThat(stuck.getStatus().getAvailableReplicas()).isEqualTo(3);
        assertThat(stuck.getStatus().getUpdatedReplicas()).isEqualTo(1);
        assertThat(condition(stuck, "Available")).isEqualTo("True MinimumReplicasAvailable");
    }

    @Test
    void scalingDownDeletesPodsThatAreNotReadyFirst() {
        test.createAvailable(probedDeployment("cart", 3));
        Pod sick = test.pods("cart").get(1);
        runtime.healthy(NAMESPACE + "/" + name(sick), false);
        test.awaitPod(name(sick), pod -> !TestCluster.isReady(pod));

        test.client.apps().deployments().inNamespace(NAMESPACE).withName("cart").scale(2);

        test.awaitRolledOut("cart");
        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(() -> assertThat(test.pods("cart"))
                        .hasSize(2)
                        .noneMatch(pod -> name(pod).equals(name(sick))));
    }

    @Test
    void deletingADeploymentTakesItsReplicaSetsAndPodsAlong() {
        test.createAvailable(deployment("cart", 2));

        test.client.apps().deployments().inNamespace(NAMESPACE).withName("cart").delete();

        await().atMost(TestCluster.PATIENCE).untilAsserted(() -> {
            assertThat(test.pods("cart")).isEmpty();
            assertThat(replicaSets("cart")).isEmpty();
        });
        assertThat(test.cluster.pids()).isEmpty();
    }

    private void setImage(String image) {
        test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .edit(deployment -> deployment
                        .edit()
                        .editSpec()
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
    }

    private List<ReplicaSet> replicaSets(String app) {
        return test.client
                .apps()
                .replicaSets()
                .inNamespace(NAMESPACE)
                .withLabel("app", app)
                .list()
                .getItems();
    }

    private static String condition(Deployment deployment, String type) {
        return deployment.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus() + " " + condition.getReason())
                .findFirst()
                .orElse("absent");
    }

    /** Follows the pods and notes how many there were at most and how many were ready at least. */
    private static final class ExtremesWatcher implements Watcher<Pod> {
        private final Map<String, Pod> pods = new HashMap<>();
        private final AtomicInteger most;
        private final AtomicInteger fewestReady;

        ExtremesWatcher(AtomicInteger most, AtomicInteger fewestReady) {
            this.most = most;
            this.fewestReady = fewestReady;
        }

        @Override
        public synchronized void eventReceived(Action action, Pod pod) {
            if (action == Action.DELETED) {
                pods.remove(name(pod));
            } else {
                pods.put(name(pod), pod);
            }
            List<Pod> active = pods.values().stream()
                    .filter(candidate -> candidate.getMetadata().getDeletionTimestamp() == null)
                    .toList();
            if (active.size() >= 4) {
                most.accumulateAndGet(active.size(), Math::max);
                fewestReady.accumulateAndGet(
                        (int) active.stream().filter(TestCluster::isReady).count(), Math::min);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new AssertionError("the watch broke", cause);
        }
    }
}
