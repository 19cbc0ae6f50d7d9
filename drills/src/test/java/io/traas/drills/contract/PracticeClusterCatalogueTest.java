package io.traas.drills.contract;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.ClusterTimings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.remediation.contract.CatalogueContract;
import io.traas.remediation.kubernetes.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The platform's hands on the practice cluster: what they promise on a real one, they keep here. */
class PracticeClusterCatalogueTest extends CatalogueContract {

    private static final List<String> SLEEPER = List.of("sleep", "3600");

    @TempDir
    private static Path directory;

    private static PracticeCluster practice;
    private static Path kubeconfig;

    @BeforeAll
    static void start() throws IOException {
        practice = new PracticeCluster(ClusterSettings.of(image -> Optional.of(SLEEPER), directory.resolve("cluster"))
                .withTimings(ClusterTimings.real().dividedBy(10)));
        kubeconfig = Files.writeString(directory.resolve("kubeconfig"), practice.kubeconfig());
    }

    @AfterAll
    static void stop() {
        practice.close();
    }

    @Override
    protected KubernetesClient administrator() {
        return platform();
    }

    @Override
    protected KubernetesClient platform() {
        return new ClusterAccess(kubeconfig.toString(), "", Duration.ofSeconds(10)).connect();
    }

    @Override
    protected String image() {
        return "sleeper:1";
    }

    @Override
    protected boolean mayTouchNodes() {
        return true;
    }
}
