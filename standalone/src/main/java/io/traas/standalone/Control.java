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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The person's hand on a running platform from a shell: {@code stop}, {@code resume}, {@code status}, {@code approve},
 * {@code reject}, {@code feedback}, through the dashboard's API. Exit code 0 when it was taken, 1 with one line when not, 2 for wrong use.
 */
public final class Control {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String USAGE =
            "usage: ./traas stop \"reason\" | resume \"reason\" | status | approve ID [\"reason\"] | reject ID [\"reason\"]\n"
                    + "       ./traas feedback false-alarm ANOMALY_ID [\"reason\"]\n"
                    + "       ./traas feedback missed DETECTOR 'metric{a=b,c=d}@cluster/namespace/Kind/name' [\"reason\"]";

    /** As anomalies name their series. */
    private static final Pattern SERIES = Pattern.compile("([^{@]+)(?:\\{([^}]*)})?@(.+)");

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
        if (command.equals("feedback") && (given == 2 || given == 3 || given == 4)) {
            return feedback(arguments.get(1), arguments.subList(2, arguments.size()));
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

    /** @param about what it is about, and perhaps why */
    private int feedback(String verdict, List<String> about) throws IOException, InterruptedException {
        boolean missed = verdict.equals("missed");
        int named = missed ? 2 : 1;
        Matcher series = SERIES.matcher(missed && about.size() >= named ? about.get(1) : "");
        boolean understood = missed ? series.matches() : verdict.equals("false-alarm");
        if (!understood || about.size() > named + 1) {
            System.err.println(USAGE);
            return 2;
        }
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("verdict", missed ? "MISSED" : "FALSE_ALARM")
                .put("why", about.size() > named ? about.get(named) : "");
        if (missed) {
            body.put("detector", about.get(0)).put("metric", series.group(1)).put("target", series.group(3));
            ObjectNode labels = body.putObject("labels");
            for (String label :
                    series.group(2) == null ? new String[0] : series.group(2).split(",")) {
                String[] pair = label.split("=", 2);
                labels.put(pair[0], pair.length == 2 ? pair[1] : "");
            }
        } else {
            body.put("anomalyId", about.get(0));
        }
        return post("/api/v1/feedback", body, "feedback " + verdict + " " + about.get(0) + ": taken");
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
            JsonNode detail = get("/api/v1/incidents/" + incident.path("id").asText());
            System.out.println("incident       " + incident.path("title").asText() + waitingPlan(detail));
            for (JsonNode anomaly : detail.path("evidence")) {
                System.out.println("  anomaly      " + anomaly.path("id").asText() + " "
                        + anomaly.path("detector").asText() + ": "
                        + anomaly.path("because").asText());
            }
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
    private static String waitingPlan(JsonNode incident) {
        String plan = incident.path("approval").path("planId").asText("");
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
        return post(path, Json.mapper().createObjectNode().put("reason", reason), success);
    }

    private int post(String path, ObjectNode body, String success) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(dashboard.resolve(path))
                .header("Content-Type", "application/json")
                .header("X-Traas-Request", "1")
                .POST(HttpRequest.BodyPublishers.ofString(body.put("by", user).toString())));
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
