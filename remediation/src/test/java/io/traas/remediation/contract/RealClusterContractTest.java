package io.traas.remediation.contract;

import io.traas.remediation.kubernetes.ClusterAccess;
import java.time.Duration;
import java.util.UUID;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a real cluster: set {@code TRAAS_TEST_KUBECONFIG}. Creates and removes its own namespaces. Nodes are
 * only touched with {@code TRAAS_TEST_NODES=true}; two of them have to take any pod, or drains are not tried.
 */
@EnabledIfEnvironmentVariable(named = "TRAAS_TEST_KUBECONFIG", matches = ".+")
class RealClusterContractTest {

    private static ClusterUnderTest real() {
        return new ClusterUnderTest(
                () -> new ClusterAccess(System.getenv("TRAAS_TEST_KUBECONFIG"), "", Duration.ofSeconds(10)).connect(),
                System.getenv().getOrDefault("TRAAS_TEST_IMAGE", "registry.k8s.io/pause:3.10"),
                Boolean.parseBoolean(System.getenv("TRAAS_TEST_NODES")));
    }

    /** Where no pod becomes ready, every test would wait its minute in vain. */
    @BeforeAll
    static void aPodBecomesReady() {
        ClusterUnderTest cluster = real();
        String namespace =
                "traas-contract-probe-" + UUID.randomUUID().toString().substring(0, 8);
        try (Bench bench = new Bench(cluster.connect().get(), namespace, cluster.image())) {
            bench.deployment("probe", 1);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "no pod with image " + cluster.image()
                            + " becomes ready on this cluster; is there a schedulable node, can"
                            + " it pull the image? TRAAS_TEST_IMAGE names another one. " + e.getMessage(),
                    e);
        }
    }

    @Nested
    class Cluster extends ClusterContract {
        Cluster() {
            super(real());
        }
    }

    @Nested
    class Catalogue extends CatalogueContract {
        Catalogue() {
            super(real());
        }
    }
}
