package io.traas.collectors.scrape;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.traas.model.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A real HTTP server on loopback that answers scrapes as it is told. */
final class Exporter implements AutoCloseable {

    /** How it answers. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Answer answer;

    Exporter(Answer answer) {
        this.answer = answer;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/metrics", exchange -> {
            requests.incrementAndGet();
            try (exchange) {
                this.answer.to(exchange);
            }
        });
        server.setExecutor(threads);
        server.start();
    }

    static Answer text(String body) {
        return exchange -> send(exchange, 200, "text/plain; version=0.0.4", body.getBytes(StandardCharsets.UTF_8));
    }

    static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    void answers(Answer newAnswer) {
        answer = newAnswer;
    }

    int requests() {
        return requests.get();
    }

    ScrapeTarget target(String pod) {
        return target(pod, server.getAddress().getPort());
    }

    static ScrapeTarget target(String pod, int port) {
        return new ScrapeTarget(
                Target.pod("c1", "shop", pod),
                Target.deployment("c1", "shop", "web"),
                "n1",
                URI.create("http://127.0.0.1:" + port + "/metrics"),
                false);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
