package io.traas.drills.contract;

import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.ClusterTimings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.remediation.contract.CatalogueContract;
import io.traas.remediation.contract.ClusterContract;
import io.traas.remediation.contract.ClusterUnderTest;
import io.traas.remediation.kubernetes.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The platform's hands on the practice cluster: what they promise on a real one, they keep here. */
class PracticeClusterContractTest {

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

    private static ClusterUnderTest practice() {
        return new ClusterUnderTest(
                () -> new ClusterAccess(kubeconfig.toString(), "", Duration.ofSeconds(10)).connect(),
                "sleeper:1",
                true);
    }

    @Nested
    class Cluster extends ClusterContract {
        Cluster() {
            super(practice());
        }
    }

    @Nested
    class Catalogue extends CatalogueContract {
        Catalogue() {
            super(practice());
        }
    }
}
