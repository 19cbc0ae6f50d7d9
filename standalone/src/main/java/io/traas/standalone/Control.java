package io.traas.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The person's hand on a running platform from a shell: {@code stop}, {@code resume}, {@code status}, {@code approve},
 * {@code reject}, through the dashboard's API. Exit code 0 when it was taken, 1 with one line when not, 2 for wrong use.
 */
public final class Control {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String USAGE =
            "usage: ./traas stop \"reason\" | resume \"reason\" | status | approve ID [\"reason\"] | reject ID [\"reason\"]";

    private final URI dashboard;
    private final String user;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    private Control(URI dashboard, String user) {
        this.dashboard = dashboard;
        this.user = user;
    }

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        String address = environment.getOrDefault("TRAAS_URL", "http://127.0.0.1:8080");
        if (!address.matches("https?://[^/ ]+/?")) {
            System.err.println("traas: TRAAS_URL is '" + address + "', must be like http://127.0.0.1:8080");
            System.exit(2);
        }
        URI dashboard = URI.create(address);
        Control control = new Control(dashboard, environment.getOrDefault("USER", System.getProperty("user.name")));
        try {
            System.exit(control.run(List.of(arguments)));
        } catch (IOException e) {
            System.err.println("traas: no platform answers at " + dashboard
                    + "; start one, or set TRAAS_URL to the address it printed (" + e + ")");
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(1);
        }
    }

    private int run(List<String> arguments) throws IOException, InterruptedException {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        if (arguments.stream().anyMatch(argument -> argument.startsWith("-"))) {
            System.err.println(USAGE);
            return 2;
        }
        int given = arguments.size() - 1;
        if (command.equals("status") && given == 0) {
            return status();
        }
        if ((command.equals("stop") || command.equals("resume")) && given == 1) {
            return post("/api/v1/control/" + command, arguments.get(1), command + ": done");
        }
        if ((command.equals("approve") || command.equals("reject")) && (given == 1 || given == 2)) {
            String reason = given == 2 ? arguments.get(2) : "";
            String plan = arguments.get(1);
            return post(
                    "/api/v1/plans/" + URLEncoder.encode(plan, StandardCharsets.UTF_8) + "/" + command,
                    reason,
                    command + " " + plan + ": taken");
        }
        System.err.println(USAGE);
        return 2;
    }

    private int status() throws IOException, InterruptedException {
        JsonNode status = get("/api/v1/status");
        JsonNode health = get("/api/v1/health");
        JsonNode control = get("/api/v1/control");
        String acting = !control.path("stopped").isBoolean()
                ? "the stop switch cannot be read: nothing is acted on"
                : control.path("stopped").asBoolean()
                        ? "STOPPED by " + control.path("by").asText() + ": "
                                + control.path("reason").asText()
                        : "allowed";
        System.out.println("dashboard      " + dashboard);
        System.out.println("acting         " + acting);
        System.out.println("open incidents " + status.path("openIncidents").asInt());
        System.out.println("baselines      " + (status.path("warm").asBoolean() ? "warm" : "still warming up"));
        for (JsonNode incident : get("/api/v1/incidents?state=open").path("incidents")) {
            String asked = incident.path("attention").asText().equals("APPROVAL") ? waitingPlan(incident) : "";
            System.out.println("incident       " + incident.path("title").asText() + asked);
        }
        for (JsonNode stage : health.path("stages")) {
            System.out.printf(
                    "%-14s %s %s%n",
                    stage.path("name").asText(),
                    stage.path("status").asText(),
                    stage.path("summary").asText(""));
        }
        return 0;
    }

    /** What {@code approve} and {@code reject} want to know. */
    private String waitingPlan(JsonNode incident) throws IOException, InterruptedException {
        String plan = get("/api/v1/incidents/" + incident.path("id").asText())
                .path("approval")
                .path("planId")
                .asText("");
        return plan.isEmpty() ? "" : "; plan " + plan + " waits for a person";
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(dashboard.resolve(path)));
        if (answer.statusCode() != 200) {
            throw new IOException("it answered " + answer.statusCode() + " to " + path);
        }
        return body(answer);
    }

    private int post(String path, String reason, String success) throws IOException, InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode().put("reason", reason).put("by", user);
        HttpResponse<String> answer = send(HttpRequest.newBuilder(dashboard.resolve(path))
                .header("Content-Type", "application/json")
                .header("X-Traas-Request", "1")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
        if (answer.statusCode() / 100 == 2) {
            System.out.println("traas: " + success);
            return 0;
        }
        JsonNode problem = body(answer);
        System.err.println("traas: refused (" + answer.statusCode() + "): "
                + problem.path("detail").asText(problem.path("title").asText("no reason given")));
        return 1;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode body(HttpResponse<String> answer) throws IOException {
        return Json.mapper().readTree(answer.body().isBlank() ? "{}" : answer.body());
    }
}
