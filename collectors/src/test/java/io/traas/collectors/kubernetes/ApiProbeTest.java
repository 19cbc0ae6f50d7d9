package io.traas.collectors.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ApiProbeTest {

    private final AtomicLong nanos = new AtomicLong();

    @Test
    void aServerThatAnswersEvenWithARefusalIsNoProblem() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(403, -1);
            exchange.close();
        });
        server.start();
        try (KubernetesClient client = client(server.getAddress().getPort());
                ApiProbe probe = new ApiProbe(client, nanos::get)) {
            await().during(500, TimeUnit.MILLISECONDS)
                    .until(() -> probe.problem().isEmpty());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatIsGoneIsNamed() throws IOException {
        int freed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freed = socket.getLocalPort();
        }
        try (KubernetesClient client = client(freed);
                ApiProbe probe = new ApiProbe(client, nanos::get)) {
            await().atMost(30, TimeUnit.SECONDS).until(() -> probe.problem().isPresent());
            assertThat(probe.problem().orElseThrow()).startsWith("cannot reach http://127.0.0.1:" + freed);
        }
    }

    @Test
    void aServerThatHangsIsNamedWithHowLong() throws IOException {
        try (ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KubernetesClient client = client(hung.getLocalPort());
                ApiProbe probe = new ApiProbe(client, nanos::get)) {
            // The connection shows that the question has been asked.
            hung.accept();
            assertThat(probe.problem()).isEmpty();

            nanos.set(TimeUnit.SECONDS.toNanos(42));

            assertThat(probe.problem().orElseThrow()).endsWith("for 42 s");
        }
    }

    private static KubernetesClient client(int port) {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
