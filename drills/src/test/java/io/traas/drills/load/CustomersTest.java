package io.traas.drills.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.ServiceDirectory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomersTest {

    private static final Customers.Wish WISH = new Customers.Wish("/payments", Form.EMPTY, () -> {});
    private static final int MAY_WAIT = 5;

    @TempDir
    private Path directory;

    @Test
    void aBankThatNeverAnswersKeepsOnlySoManyWaitingAndTheRestIsCounted() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
                Customers customers = customers()) {
            list("127.0.0.1:" + silent.getLocalPort());
            for (int i = 0; i < MAY_WAIT + 3; i++) {
                customers.send(WISH);
            }
            assertThat(customers.skipped()).isEqualTo(3);
        }
    }

    @Test
    void aBankWithoutAReadyReplicaFailsItsCustomersAtOnce() throws IOException {
        list("");
        try (Customers customers = customers()) {
            customers.send(WISH);
            await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
                assertThat(customers.state().ratePerSecond()).isPositive();
                assertThat(customers.state().badShare()).isEqualTo(1);
            });
        }
    }

    @Test
    void anAbsurdSurgeIsRefused() {
        try (Customers customers = customers()) {
            assertThatThrownBy(() -> customers.surge(11))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("11");
            assertThatThrownBy(() -> customers.surge(0)).hasMessageContaining("0");
        }
    }

    private void list(String endpoints) throws IOException {
        Files.createDirectories(directory.resolve("bank"));
        Files.writeString(directory.resolve("bank").resolve("gateway"), endpoints);
    }

    private Customers customers() {
        Customers.Habit habit = new Customers.Habit(
                "bank", "bank", "gateway", 35, Duration.ofMinutes(1), MAY_WAIT, Objective.payments());
        ServiceDirectory services = new ServiceDirectory(directory, Clock.systemUTC());
        return new Customers(habit, () -> WISH, services, new Random(1), Clock.systemUTC());
    }
}
