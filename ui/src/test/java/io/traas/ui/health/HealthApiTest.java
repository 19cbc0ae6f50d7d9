package io.traas.ui.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.DeadLetter;
import io.traas.model.LedgerEntry;
import io.traas.model.stage.StageHealth;
import io.traas.model.stage.StageServer;
import io.traas.model.wire.Topics;
import io.traas.ui.RunningUi;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthApiTest {

    @Test
    void thePageShowsStagesFactsAndDeadLetters() {
        try (RunningUi ui = new RunningUi(Map.of())) {
            await().until(ui.topics::isRead);
            ui.answers.put(
                    "detector",
                    Answer.of(new StageHealth(
                            "detector", StageHealth.Status.UP, "", Map.of("warm", "true", "checkpointAgeMs", "1200"))));
            for (int i = 0; i < 150; i++) {
                ui.topics.arrive(
                        Topics.DEAD_LETTERS,
                        new DeadLetter("collectors/scrape", "pod-" + i, "not text", Instant.now(), "x"));
            }
            ui.topics.arrive(
                    Topics.LEDGER, new LedgerEntry.HeartbeatSeen("h", "heartbeat-1", "heartbeat-1", Instant.now(), 1));
            await().until(() -> ui.json("/api/v1/status").path("warm").asBoolean());
            assertThat(ui.json("/api/v1/status").path("ready").asBoolean()).isTrue();

            JsonNode health = ui.json("/api/v1/health");
            assertThat(health.path("checkpointAgeMs").asLong()).isEqualTo(1_200);
            assertThat(health.path("deadLetters").path("total").asLong()).isEqualTo(150);
            assertThat(health.path("deadLetters").path("latest")).hasSize(100);
            assertThat(health.path("deadLetters")
                            .path("latest")
                            .path(0)
                            .path("about")
                            .asText())
                    .isEqualTo("pod-149");
            JsonNode remediation = health.path("stages").path(3);
            assertThat(remediation.path("name").asText()).isEqualTo("remediation");
            assertThat(remediation.path("status").asText()).isEqualTo("UP");
            assertThat(remediation.path("heartbeatAgeMs").isNumber()).isTrue();
            assertThat(health.path("lastScrapeAt").isNull()).isTrue();
        }
    }

    @Test
    void stagesAreAskedOverHttpAndOneThatIsAwayIsNamed() throws IOException {
        StageHealth well = new StageHealth("runbooks", StageHealth.Status.UP, "", Map.of());
        try (StageServer server =
                new StageServer("127.0.0.1", 0, () -> well, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT))) {
            Map<String, Answer> answers = new HttpStageProbe(Map.of(
                            "runbooks", URI.create("http://127.0.0.1:" + server.port() + "/health"),
                            "metrics", URI.create("http://127.0.0.1:" + server.port() + "/metrics"),
                            "detector", URI.create("http://127.0.0.1:1/health")))
                    .ask();
            assertThat(answers.get("runbooks")).isEqualTo(Answer.of(well));
            assertThat(answers.get("detector").failure()).contains("127.0.0.1:1");
            assertThat(answers.get("metrics").failure()).contains("not a health");
        }
    }

    @Test
    void silenceIsSentOutAgainUntilItIsTaken() throws IOException {
        List<String> bodies = new CopyOnWriteArrayList<>();
        AtomicInteger requests = new AtomicInteger();
        HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        receiver.createContext("/hook", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(requests.getAndIncrement() == 0 ? 500 : 204, -1);
            exchange.close();
        });
        receiver.start();
        String address = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook";
        try (RunningUi ui = new RunningUi(Map.of("ui.webhook.url", address))) {
            ui.answers.put("detector", Answer.failed("gone"));
            await().until(() -> bodies.size() == 2);
            assertThat(bodies.get(1)).contains("\"event\":\"stage-silent\"").contains("\"stage\":\"detector\"");
        } finally {
            receiver.stop(0);
        }
    }
}
