package io.traas.remediation.contract;

import io.traas.remediation.kubernetes.ClusterAccess;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a real cluster: set {@code TRAAS_TEST_KUBECONFIG}. Creates and removes its own namespaces. Nodes are
 * only touched with {@code TRAAS_TEST_NODES=true}.
 */
@EnabledIfEnvironmentVariable(named = "TRAAS_TEST_KUBECONFIG", matches = ".+")
class RealClusterContractTest {

    private static ClusterUnderTest real() {
        return new ClusterUnderTest(
                () -> new ClusterAccess(System.getenv("TRAAS_TEST_KUBECONFIG"), "", Duration.ofSeconds(10)).connect(),
                System.getenv().getOrDefault("TRAAS_TEST_IMAGE", "registry.k8s.io/pause:3.10"),
                Boolean.parseBoolean(System.getenv("TRAAS_TEST_NODES")));
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
