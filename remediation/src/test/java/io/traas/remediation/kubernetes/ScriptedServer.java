package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An API server that answers reads with what it was given and writes as it was told, for the answers a healthy cluster
 * does not give: refusals, failures, silence.
 */
final class ScriptedServer implements AutoCloseable {

    /** How one write is answered. */
    record Answer(int status, String body, Runnable before) {

        /** A Status object as a real server words it. */
        static Answer refusal(int status, String reason, String message) {
            ObjectNode body = Json.mapper()
                    .createObjectNode()
                    .put("kind", "Status")
                    .put("apiVersion", "v1")
                    .put("status", "Failure")
                    .put("message", message)
                    .put("reason", reason)
                    .put("code", status);
            return new Answer(status, body.toString(), () -> {});
        }

        static Answer ok() {
            return new Answer(200, "{}", () -> {});
        }

        /** The connection is cut without an answer. */
        static Answer silence() {
            return new Answer(0, "", () -> {});
        }

        Answer after(Runnable effect) {
            return new Answer(status, body, effect);
        }
    }

    private final HttpServer server;
    private final Map<String, String> objects = new TreeMap<>();
    private final Deque<Answer> dryRuns = new ArrayDeque<>();
    private final Deque<Answer> writes = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private final List<String> bodies = new ArrayList<>();

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        server.createContext("/", this::handle);
        server.start();
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .withRequestRetryBackoffLimit(0)
                        .withRequestTimeout(2_000)
                        .withUserAgent(Marks.FIELD_MANAGER)
                        .build())
                .build();
    }

    synchronized void object(String path, String json) {
        objects.put(path, json);
    }

    /** Answers of the next writes with effect, in order; then everything succeeds. */
    synchronized void onWrite(Answer... answers) {
        writes.addAll(List.of(answers));
    }

    synchronized void onDryRun(Answer... answers) {
        dryRuns.addAll(List.of(answers));
    }

    /** {@code METHOD path?query} of every write, dry runs too. */
    synchronized List<String> writes() {
        return List.copyOf(log);
    }

    /** What was sent with each of the {@link #writes()}. */
    synchronized List<String> bodies() {
        return List.copyOf(bodies);
    }

    List<String> writesWithEffect() {
        return writes().stream()
                .filter(line -> !line.contains("dryRun=All") && !line.contains("/events"))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("GET")) {
            String json;
            synchronized (this) {
                json = objects.get(path);
            }
            answer(
                    exchange,
                    json == null ? Answer.refusal(404, "NotFound", path + " not found") : new Answer(200, json, null));
            return;
        }
        Answer answer;
        synchronized (this) {
            log.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            bodies.add(body);
            boolean dryRun = exchange.getRequestURI().toString().contains("dryRun=All");
            boolean event = path.endsWith("/events");
            Answer scripted = event ? null : (dryRun ? dryRuns : writes).poll();
            answer = scripted == null ? Answer.ok() : scripted;
        }
        answer.before().run();
        answer(exchange, answer);
    }

    private static void answer(HttpExchange exchange, Answer answer) {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            if (answer.status() == 0) {
                return; // Closing without an answer cuts the connection.
            }
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
