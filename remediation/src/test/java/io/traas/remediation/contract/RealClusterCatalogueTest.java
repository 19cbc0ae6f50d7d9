package io.traas.remediation.contract;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.remediation.kubernetes.ClusterAccess;
import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * The contract on a real cluster: set {@code TRAAS_TEST_KUBECONFIG}. Creates and removes its own namespaces. Nodes are
 * only touched with {@code TRAAS_TEST_NODES=true}.
 */
@EnabledIfEnvironmentVariable(named = "TRAAS_TEST_KUBECONFIG", matches = ".+")
class RealClusterCatalogueTest extends CatalogueContract {

    @Override
    protected KubernetesClient administrator() {
        return platform();
    }

    @Override
    protected KubernetesClient platform() {
        return new ClusterAccess(System.getenv("TRAAS_TEST_KUBECONFIG"), "", Duration.ofSeconds(10)).connect();
    }

    @Override
    protected String image() {
        return System.getenv().getOrDefault("TRAAS_TEST_IMAGE", "registry.k8s.io/pause:3.10");
    }

    @Override
    protected boolean mayTouchNodes() {
        return Boolean.parseBoolean(System.getenv("TRAAS_TEST_NODES"));
    }
}
