package io.traas.drills.bank.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ExecutorServiceMetrics;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The HTTP side of a replica. Requests go through a bounded pool with a bounded queue and get 503 when both are full;
 * probes and scrapes have a small pool of their own, so that a saturated replica can still say that it is saturated.
 * Measured under the names of Micrometer's HTTP server conventions, from arrival to answer.
 */
final class RequestServer {

    static final Duration[] BUCKETS = millis(10, 25, 50, 100, 200, 300, 500, 750, 1000, 2000);

    /** Connections the kernel holds for us; many, so that a stopped process goes on accepting. */
    private static final int BACKLOG = 1024;

    private static final long DRAIN_MILLIS = 2000;

    /** On a machine that is starting a whole bank; failing here would only mean starting once more. */
    private static final Duration FIRST_CALL = Duration.ofSeconds(60);

    private final HttpServer server;
    private final ThreadPoolExecutor workers;
    private final ThreadPoolExecutor probes;
    private final MeterProvider<Timer> requests;
    private final Health health;
    private final AtomicInteger open = new AtomicInteger();
    private final PrometheusMeterRegistry registry;
    private volatile boolean ready;

    RequestServer(Settings settings, Role role, Health health, PrometheusMeterRegistry registry) throws IOException {
        this.health = health;
        this.registry = registry;
        this.workers = pool("request", role.threads(), role.queue());
        this.probes = pool("probe", 2, 16);
        this.requests = Timer.builder("http.server.requests")
                .description("Requests from arrival to answer")
                .serviceLevelObjectives(BUCKETS)
                .withRegistry(registry);
        new ExecutorServiceMetrics(workers, "requests", List.of()).bindTo(registry);
        Gauge.builder("http.server.connections.active", open, AtomicInteger::get)
                .description("Connections whose request is not answered yet")
                .register(registry);
        // No executor: the dispatcher parses a request and hands it to a pool, which costs one thread switch less.
        this.server = HttpServer.create(new InetSocketAddress(settings.address(), settings.port()), BACKLOG);
        server.createContext("/", exchange -> submit(probes, exchange, () -> answer(exchange, Reply.NOT_FOUND, "")));
        server.createContext("/healthz", exchange -> submit(probes, exchange, () -> probe(exchange)));
        server.createContext("/metrics", exchange -> submit(probes, exchange, () -> scrape(exchange)));
        server.createContext("/admin/ailment", exchange -> submit(probes, exchange, () -> infect(exchange)));
    }

    /** Opens the port, tries itself once so that no customer pays for a cold start, and says ready. */
    void start(Map<String, Handler> routes) throws IOException {
        routes.forEach((path, handler) -> server.createContext(path, exchange -> receive(exchange, path, handler)));
        workers.prestartCoreThread();
        server.start();
        registry.scrape();
        String self =
                server.getAddress().getHostString() + ":" + server.getAddress().getPort();
        HttpCall.get(self, "/healthz", FIRST_CALL);
        ready = true;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Says not ready, serves for another while those who have not heard of it, then finishes what it has begun. */
    void drain(Duration farewell) throws InterruptedException {
        ready = false;
        Thread.sleep(farewell.toMillis());
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
        while (open.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        server.stop(0);
    }

    private void receive(HttpExchange exchange, String path, Handler handler) throws IOException {
        long start = System.nanoTime();
        open.incrementAndGet();
        try {
            workers.execute(() -> serve(exchange, path, handler, start));
        } catch (RejectedExecutionException full) {
            finish(exchange, path, Reply.of(Reply.BUSY, "all threads and the queue are full"), start);
        }
    }

    private void serve(HttpExchange exchange, String path, Handler handler, long start) {
        Reply reply;
        try {
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            reply = health.suffer(handler, Form.parse(text));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply = Reply.of(Reply.BUSY, "shutting down");
        } catch (IOException | IllegalArgumentException e) {
            reply = Reply.of(400, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            System.err.println(path + " failed: " + e);
            reply = Reply.of(Reply.FAILED, e.toString());
        }
        finish(exchange, path, reply, start);
    }

    private void finish(HttpExchange exchange, String path, Reply reply, long start) {
        String method = exchange.getRequestMethod();
        try {
            answer(exchange, reply.status(), reply.body().toString());
        } catch (UncheckedIOException callerHasGone) {
            exchange.close();
        }
        open.decrementAndGet();
        String status = String.valueOf(reply.status());
        requests.withTags("method", method, "uri", path, "status", status, "outcome", reply.outcome())
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    }

    private void probe(HttpExchange exchange) {
        answer(exchange, ready ? 200 : Reply.BUSY, ready ? "ready" : "not ready");
    }

    private void scrape(HttpExchange exchange) {
        if (health.losesScrape()) {
            // An answer, for a client that gets none asks once more by itself.
            answer(exchange, Reply.BUSY, "");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        answer(exchange, 200, registry.scrape());
    }

    private void infect(HttpExchange exchange) {
        try {
            health.infect(Ailment.of(
                    Form.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8))));
            answer(exchange, 200, "");
        } catch (IOException | IllegalArgumentException e) {
            answer(exchange, 400, String.valueOf(e.getMessage()));
        }
    }

    private static void submit(ThreadPoolExecutor pool, HttpExchange exchange, Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException full) {
            exchange.close();
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ThreadPoolExecutor pool(String name, int threads, int queue) {
        AtomicInteger number = new AtomicInteger();
        return new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(queue), work -> {
            Thread thread = new Thread(work, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private static Duration[] millis(long... millis) {
        return Arrays.stream(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
