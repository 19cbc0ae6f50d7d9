package io.traas.drills.bank.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceDirectoryTest {

    @TempDir
    private Path root;

    @Test
    void aServiceThatDoesNotExistHasNoReplica() {
        assertThat(new ServiceDirectory(root, Clock.systemUTC()).endpoints("bank", "risk-eu"))
                .isEmpty();
    }

    @Test
    void everyChangeIsSeenAtOnceHoweverQuick() throws IOException {
        Path file = Files.createDirectories(root.resolve("bank")).resolve("risk");
        ServiceDirectory directory = new ServiceDirectory(root, Clock.systemUTC());
        for (int i = 1; i <= 200; i++) {
            String endpoint = "127.0.0." + (i % 8 + 1) + ":8080";
            Files.writeString(file, endpoint + "\n");
            assertThat(directory.endpoints("bank", "risk")).containsExactly(endpoint);
        }
    }

    @Test
    void aServiceThatIsGoneHasNoReplicaAnyMore() throws IOException {
        Path file = Files.createDirectories(root.resolve("bank")).resolve("risk");
        Files.writeString(file, "127.0.0.1:8080\n127.0.0.2:8080\n");
        ServiceDirectory directory = new ServiceDirectory(root, Clock.systemUTC());
        assertThat(directory.endpoints("bank", "risk")).hasSize(2);
        Files.delete(file);
        assertThat(directory.endpoints("bank", "risk")).isEmpty();
    }
}
