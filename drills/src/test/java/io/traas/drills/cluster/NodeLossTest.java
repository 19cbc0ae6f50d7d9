package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static io.traas.drills.cluster.TestCluster.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NodeLossTest {

    private final FakeRuntime runtime = new FakeRuntime();
    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(runtime, settings -> settings.withNodes(3));
        test.createAvailable(deployment("cart", 3));
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void aNodeWithoutHeartbeatBecomesNotReadyAndItsPodsToo() {
        Pod lost = test.pods("cart").get(0);
        String node = lost.getSpec().getNodeName();

        test.cluster.node(node).fail();

        assertThat(runtime.isRunning(NAMESPACE + "/" + name(lost))).isFalse();
        assertThat(ready(node)).isEqualTo("True");
        await().atMost(TestCluster.PATIENCE).until(() -> ready(node).equals("Unknown"));
        test.awaitPod(name(lost), pod -> !TestCluster.isReady(pod));
        await().atMost(TestCluster.PATIENCE)
                .untilAsserted(() -> assertThat(taints(node))
                        .contains(
                                "node.kubernetes.io/unreachable:NoSchedule",
                                "node.kubernetes.io/unreachable:NoExecute"));
    }

    @Test
    void podsOfALostNodeAreReplacedElsewhereAndStayTerminatingUntilItReturns() {
        Pod lost = test.pods("cart").get(0);
        String node = lost.getSpec().getNodeName();

        test.cluster.node(node).fail();

        await().atMost(TestCluster.PATIENCE).untilAsserted(() -> {
            assertThat(test.pod(name(lost)).getMetadata().getDeletionTimestamp())
                    .isNotNull();
            assertThat(serving())
                    .hasSize(3)
                    .noneMatch(pod -> pod.getSpec().getNodeName().equals(node));
        });
        test.cluster.node(node).restore();
        await().atMost(TestCluster.PATIENCE).until(() -> test.pod(name(lost)) == null);
        await().atMost(TestCluster.PATIENCE).until(() -> ready(node).equals("True"));
        await().atMost(TestCluster.PATIENCE).until(() -> taints(node).isEmpty());
    }

    @Test
    void aPodDeletedOnALostNodeIsReplacedAtOnceAndGoesByForce() {
        Pod lost = test.pods("cart").get(0);
        test.cluster.node(lost.getSpec().getNodeName()).fail();

        test.client.pods().inNamespace(NAMESPACE).withName(name(lost)).delete();
        await().atMost(TestCluster.PATIENCE).until(() -> test.pods("cart").size() == 4);
        assertThat(test.pod(name(lost))).isNotNull();

        test.client
                .pods()
                .inNamespace(NAMESPACE)
                .withName(name(lost))
                .withGracePeriod(0)
                .delete();
        assertThat(test.pod(name(lost))).isNull();
    }

    @Test
    void aNodeThatReturnsInTimeRestartsItsPods() {
        Pod lost = test.pods("cart").get(0);
        PracticeNode node = test.cluster.node(lost.getSpec().getNodeName());
        node.fail();

        node.restore();

        assertThat(node.isUp()).isTrue();
        Pod back = test.awaitPod(
                name(lost),
                pod -> TestCluster.isReady(pod)
                        && pod.getStatus().getContainerStatuses().get(0).getRestartCount() == 1);
        assertThat(back.getStatus().getPodIP()).isEqualTo(lost.getStatus().getPodIP());
        assertThat(back.getMetadata().getUid()).isEqualTo(lost.getMetadata().getUid());
    }

    @Test
    void aNodeWronglyTakenForLostIsReportedReadyAgain() {
        test.send(
                "PATCH",
                "/api/v1/nodes/n1/status",
                "application/strategic-merge-patch+json",
                "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"Unknown\"}]}}");
        assertThat(ready("n1")).isEqualTo("Unknown");

        await().atMost(TestCluster.PATIENCE).until(() -> ready("n1").equals("True"));
    }

    @Test
    void aCordonedNodeIsTaintedAndGetsNoPods() {
        test.client
                .nodes()
                .withName("n1")
                .edit(node ->
                        node.edit().editSpec().withUnschedulable(true).endSpec().build());
        await().atMost(TestCluster.PATIENCE)
                .until(() -> taints("n1").equals(List.of("node.kubernetes.io/unschedulable:NoSchedule")));

        test.createAvailable(deployment("stock", 4));

        assertThat(test.pods("stock"))
                .noneMatch(pod -> pod.getSpec().getNodeName().equals("n1"));
        test.client
                .nodes()
                .withName("n1")
                .edit(node ->
                        node.edit().editSpec().withUnschedulable(null).endSpec().build());
        await().atMost(TestCluster.PATIENCE).until(() -> taints("n1").isEmpty());
    }

    @Test
    void aPodThatFitsNowhereWaitsAndIsPlacedWhenANodeOpens() {
        for (PracticeNode node : test.cluster.nodes()) {
            cordon(node.name(), true);
        }
        test.client.resource(deployment("stock", 1).build()).create();
        await().atMost(TestCluster.PATIENCE).until(() -> test.pods("stock").size() == 1);
        Pod waiting = test.awaitPod(
                name(test.pods("stock").get(0)),
                pod -> !pod.getStatus().getConditions().isEmpty());
        assertThat(waiting.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(waiting.getStatus().getConditions().get(0).getReason()).isEqualTo("Unschedulable");
        assertThat(waiting.getStatus().getConditions().get(0).getMessage())
                .startsWith("0/3 nodes are available: 3 node(s) were unschedulable");

        cordon("n2", false);

        test.awaitPod(name(waiting), TestCluster::isReady);
    }

    private void cordon(String node, boolean cordoned) {
        test.client
                .nodes()
                .withName(node)
                .edit(current -> current.edit()
                        .editSpec()
                        .withUnschedulable(cordoned ? true : null)
                        .endSpec()
                        .build());
    }

    private List<Pod> serving() {
        return test.pods("cart").stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null && TestCluster.isReady(pod))
                .toList();
    }

    private String ready(String name) {
        Node node = test.client.nodes().withName(name).get();
        return node.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready"))
                .findFirst()
                .orElseThrow()
                .getStatus();
    }

    private List<String> taints(String name) {
        return test.client.nodes().withName(name).get().getSpec().getTaints().stream()
                .map(NodeLossTest::text)
                .toList();
    }

    private static String text(Taint taint) {
        return taint.getKey() + ":" + taint.getEffect();
    }
}
