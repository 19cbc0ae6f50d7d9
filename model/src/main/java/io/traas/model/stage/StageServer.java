package io.traas.model.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** {@code GET /health} (JSON, 200 unless down) and {@code GET /metrics} (Prometheus text) of a stage. */
public final class StageServer implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "stage-server");
        thread.setDaemon(true);
        return thread;
    });

    /** @param port 0 for any free one; @param host loopback unless the operator says otherwise */
    public StageServer(String host, int port, Supplier<StageHealth> health, PrometheusMeterRegistry metrics)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName(host), port), 16);
        server.createContext("/health", exchange -> {
            StageHealth now = health.get();
            int status = now.status() == StageHealth.Status.DOWN ? 503 : 200;
            answer(exchange, status, "application/json", Json.mapper().writeValueAsBytes(now));
        });
        server.createContext(
                "/metrics",
                exchange -> answer(
                        exchange,
                        200,
                        "text/plain; version=0.0.4; charset=utf-8",
                        metrics.scrape().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        server.setExecutor(executor);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
