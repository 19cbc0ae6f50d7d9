package io.traas.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The person's hand on a running platform from a shell: {@code stop}, {@code resume}, {@code status}, {@code approve},
 * {@code reject}, {@code act}, {@code switchover}, {@code acknowledge}, {@code unblock}, {@code feedback}, through the dashboard's API. Exit code 0 when it was taken, 1 with one line when not, 2 for wrong use.
 */
public final class Control {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final String USAGE =
            "usage: ./traas stop [--cluster C | --namespace N | --runbook R] [--for 2h] \"reason\"\n"
                    + "       ./traas resume [--cluster C | --namespace N | --runbook R] \"reason\"\n"
                    + "       ./traas status | approve PLAN HASH [\"reason\"] | reject PLAN [\"reason\"]\n"
                    + "       ./traas act ACTION TARGET \"reason\"   ACTION: restart-workload, delete-pod, evict-pod, cordon, uncordon, drain;\n"
                    + "                                            TARGET: cluster/namespace/Kind/name\n"
                    + "       ./traas switchover UNIT CENTRE \"reason\"\n"
                    + "       ./traas acknowledge INCIDENT [\"reason\"] | unblock RUNBOOK [TARGET] \"reason\"\n"
                    + "       ./traas feedback false-alarm ANOMALY_ID [\"reason\"]\n"
                    + "       ./traas feedback missed DETECTOR 'metric{a=b,c=d}@cluster/namespace/Kind/name' [\"reason\"]";

    /** As anomalies name their series. */
    private static final Pattern SERIES = Pattern.compile("([^{@]+)(?:\\{([^}]*)})?@(.+)");

    private static final Set<String> SCOPES = Set.of("cluster", "namespace", "runbook");
    private static final Pattern LASTING = Pattern.compile("\\d{1,5}[smh]");

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
        List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        if (command.equals("stop") || command.equals("resume")) {
            return flip(command, rest);
        }
        int given = rest.size();
        boolean flags = rest.stream().anyMatch(argument -> argument.startsWith("-"));
        if (command.equals("status") && given == 0) {
            return status();
        } else if (command.equals("feedback") && !flags && given >= 2 && given <= 4) {
            return feedback(rest.get(0), rest.subList(1, given));
        } else if (command.equals("approve") && !flags && (given == 2 || given == 3)) {
            ObjectNode yes = reason(given == 3 ? rest.get(2) : "").put("hash", rest.get(1));
            return post(path("plans", rest.get(0), command), yes, "approve " + rest.get(0) + ": taken");
        } else if (command.equals("reject") && !flags && (given == 1 || given == 2)) {
            ObjectNode no = reason(given == 2 ? rest.get(1) : "");
            return post(path("plans", rest.get(0), command), no, "reject " + rest.get(0) + ": taken");
        } else if (command.equals("acknowledge") && !flags && (given == 1 || given == 2)) {
            ObjectNode seen = reason(given == 2 ? rest.get(1) : "");
            return post(path("incidents", rest.get(0), command), seen, "acknowledge " + rest.get(0) + ": taken");
        } else if (command.equals("unblock") && !flags && (given == 2 || given == 3)) {
            ObjectNode again = reason(rest.get(given - 1));
            if (given == 3) {
                again.put("target", rest.get(1));
            }
            return post(path("runbooks", rest.get(0), command), again, "unblock " + rest.get(0) + ": taken");
        } else if (command.equals("switchover") && !flags && given == 3) {
            ObjectNode move = reason(rest.get(2)).put("target", rest.get(1));
            String taken = "switchover " + rest.get(0) + " to " + rest.get(1)
                    + ": taken, see the ledger for what becomes of it";
            return post(path("units", rest.get(0), command), move, taken);
        } else if (command.equals("act") && !flags && given == 3) {
            return act(rest.get(0), rest.get(1), rest.get(2));
        }
        return misused();
    }

    private static int misused() {
        System.err.println(USAGE);
        return 2;
    }

    private static String path(String kind, String id, String verb) {
        return "/api/v1/" + kind + "/" + URLEncoder.encode(id, StandardCharsets.UTF_8) + "/" + verb;
    }

    private static ObjectNode reason(String reason) {
        return Json.mapper().createObjectNode().put("reason", reason);
    }

    /** Stop or resume, everything or a part. */
    private int flip(String command, List<String> rest) throws IOException, InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode();
        int at = 0;
        while (at + 1 < rest.size() && rest.get(at).startsWith("--")) {
            String flag = rest.get(at).substring(2);
            String value = rest.get(at + 1);
            if (SCOPES.contains(flag) && !body.has("scope")) {
                body.put("scope", flag + "." + value);
            } else if (flag.equals("for")
                    && command.equals("stop")
                    && LASTING.matcher(value).matches()) {
                body.put("until", Instant.now().plus(lasting(value)).toString());
            } else {
                return misused();
            }
            at += 2;
        }
        if (at != rest.size() - 1 || rest.get(at).startsWith("-")) {
            return misused();
        }
        return post("/api/v1/control/" + command, body.put("reason", rest.get(at)), command + ": done");
    }

    private static Duration lasting(String text) {
        long count = Long.parseLong(text.substring(0, text.length() - 1));
        return switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private int act(String action, String target, String reason) throws IOException, InterruptedException {
        ObjectNode step = Json.mapper().createObjectNode();
        switch (action) {
            case "restart-workload" -> step.put("type", "RestartWorkload");
            case "delete-pod" -> step.put("type", "DeletePod").put("uid", "");
            case "evict-pod" -> step.put("type", "EvictPod").put("uid", "");
            case "cordon" -> step.put("type", "Cordon");
            case "uncordon" -> step.put("type", "Uncordon");
            case "drain" -> step.put("type", "Drain");
            default -> {
                return misused();
            }
        }
        try {
            step.set("target", Json.mapper().valueToTree(Target.parse(target)));
        } catch (IllegalArgumentException e) {
            System.err.println("traas: " + e.getMessage());
            return 2;
        }
        ObjectNode order = reason(reason);
        order.putArray("steps").add(step);
        return post(
                "/api/v1/runs",
                order,
                "act " + action + " " + target + ": taken, see the ledger for what becomes of it");
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
        for (JsonNode part : control.path("parts")) {
            System.out.println("stopped        " + part.path("scope").asText() + " by "
                    + part.path("by").asText() + ": " + part.path("reason").asText());
        }
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
        String hash = incident.path("approval").path("planHash").asText("");
        return plan.isEmpty() ? "" : "; plan " + plan + " waits for a person, its hash is " + hash;
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(dashboard.resolve(path)));
        if (answer.statusCode() != 200) {
            throw new IOException("it answered " + answer.statusCode() + " to " + path);
        }
        return body(answer);
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
