package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamespaceTest {

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
    void deletingANamespaceTakesEverythingInItAlong() {
        test.createAvailable(deployment("cart", 2));

        test.client.namespaces().withName(NAMESPACE).delete();

        await().atMost(TestCluster.PATIENCE)
                .until(() -> test.client.namespaces().withName(NAMESPACE).get() == null);
        assertThat(test.client.pods().inNamespace(NAMESPACE).list().getItems()).isEmpty();
        assertThat(test.cluster.pids()).isEmpty();
    }

    @Test
    void aNamespaceOnItsWayOutTakesNothingNew() {
        runtime.ignoreTermination();
        test.createAvailable(deployment("cart", 1));
        test.client.namespaces().withName(NAMESPACE).delete();

        TestCluster.Answer refused = test.send(
                "POST",
                "/api/v1/namespaces/" + NAMESPACE + "/configmaps",
                "application/json",
                "{\"metadata\":{\"name\":\"late\"}}");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/message"))
                .isEqualTo("configmaps \"late\" is forbidden: unable to create new content in namespace store because"
                        + " it is being terminated");
        assertThat(refused.text("/details/causes/0/reason")).isEqualTo("NamespaceTerminating");
    }

    @Test
    void requestsOfWebPagesAreRefused() {
        assertThat(test.send("GET", "/api/v1/namespaces", "", Map.of("Origin", "http://example.com"))
                        .status())
                .isEqualTo(403);
    }
}
