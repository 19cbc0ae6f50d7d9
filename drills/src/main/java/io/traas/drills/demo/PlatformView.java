package io.traas.drills.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the platform tells its users, through the HTTP API of its dashboard. */
final class PlatformView {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final URI dashboard;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    PlatformView(URI dashboard) {
        this.dashboard = dashboard;
    }

    /**
     * One incident as the list shows it.
     *
     * @param outcome null while it is open
     */
    record IncidentRow(
            String id,
            String title,
            String service,
            String failureClass,
            boolean open,
            String attention,
            String outcome,
            String runbook,
            Instants instants) {}

    /** Null until known. */
    record Instants(
            Instant detectedAt,
            Instant locatedAt,
            Instant decidedAt,
            Instant actionStartedAt,
            Instant recoveredAt,
            Instant verifiedAt) {}

    /** One stage as the health page shows it. */
    record StageRow(String name, String status, String summary) {}

    /** True when the dashboard answers, the topics are read up and baselines are warm. */
    boolean warm() {
        return get("/api/v1/status")
                .map(status ->
                        status.path("ready").asBoolean() && status.path("warm").asBoolean())
                .orElse(false);
    }

    boolean answers() {
        return get("/api/v1/status").isPresent();
    }

    /** Newest first as the list sorts them; empty when the dashboard does not answer. */
    List<IncidentRow> incidents() {
        List<IncidentRow> rows = new ArrayList<>();
        get("/api/v1/incidents?state=all&limit=500")
                .ifPresent(answer -> answer.path("incidents").forEach(row -> rows.add(row(row))));
        return rows;
    }

    /** Kinds of the incident's events, oldest first: {@code intent}, {@code verification}, ... */
    List<String> eventKinds(String incidentId) {
        List<String> kinds = new ArrayList<>();
        get("/api/v1/incidents/" + incidentId + "/events?after=0&limit=1000")
                .ifPresent(answer -> answer.path("events")
                        .forEach(event -> kinds.add(event.path("kind").asText())));
        return kinds;
    }

    List<StageRow> stages() {
        List<StageRow> rows = new ArrayList<>();
        get("/api/v1/health")
                .ifPresent(answer -> answer.path("stages")
                        .forEach(stage -> rows.add(new StageRow(
                                stage.path("name").asText(),
                                stage.path("status").asText(),
                                stage.path("summary").asText()))));
        return rows;
    }

    private static IncidentRow row(JsonNode row) {
        JsonNode service = row.path("service");
        JsonNode instants = row.path("instants");
        return new IncidentRow(
                row.path("id").asText(),
                row.path("title").asText(),
                service.path("namespace").asText() + "/" + service.path("name").asText(),
                row.path("failureClass").asText(),
                row.path("state").asText().equals("OPEN"),
                row.path("attention").asText(),
                text(row.path("outcome")),
                text(row.path("runbook")),
                new Instants(
                        instant(instants.path("detectedAt")),
                        instant(instants.path("locatedAt")),
                        instant(instants.path("decidedAt")),
                        instant(instants.path("actionStartedAt")),
                        instant(instants.path("recoveredAt")),
                        instant(instants.path("verifiedAt"))));
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : null;
    }

    private static Instant instant(JsonNode node) {
        return node.isTextual() ? Instant.parse(node.asText()) : null;
    }

    private Optional<JsonNode> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(dashboard.resolve(path)).timeout(TIMEOUT).build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(json.readTree(answer.body())) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
