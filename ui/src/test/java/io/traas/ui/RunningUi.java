package io.traas.ui;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.stage.Settings;
import io.traas.model.wire.Json;
import io.traas.ui.health.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.awaitility.Awaitility;

/** The whole dashboard on a free port, with everything outside of it faked. */
public final class RunningUi implements AutoCloseable {

    /** Machines that run tests are busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    public final FakeIntake topics = new FakeIntake();
    public final InMemoryPublisher published = new InMemoryPublisher();
    public final FakeStopSwitch stopSwitch = new FakeStopSwitch();
    public final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final UiStage stage;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    public RunningUi(Map<String, String> settings) {
        Awaitility.setDefaultTimeout(PATIENCE);
        Map<String, String> all = new HashMap<>(Map.of(
                "ui.port", "0",
                "ui.database.url", "jdbc:h2:mem:" + UUID.randomUUID(),
                "ui.stream.heartbeat", "100ms",
                "ui.health.interval", "100ms"));
        all.putAll(settings);
        Surroundings surroundings =
                new Surroundings(published, topics, () -> {}, stopSwitch, () -> Map.copyOf(answers), Clock.systemUTC());
        stage = UiStage.start(
                UiSettings.from(Settings.of(all)),
                surroundings,
                List.of(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    }

    public UiStage stage() {
        return stage;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + stage.port() + path);
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(with(HttpRequest.newBuilder(uri(path)), headers).build());
    }

    public JsonNode json(String path) {
        try {
            return Json.mapper().readTree(get(path).body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** With the header that our own page sets. */
    public HttpResponse<String> post(String path, String body, String... headers) {
        return send(with(HttpRequest.newBuilder(uri(path)), headers)
                .header("Content-Type", "application/json")
                .header("X-Traas-Request", "1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    public HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    @Override
    public void close() {
        stage.close();
    }
}
