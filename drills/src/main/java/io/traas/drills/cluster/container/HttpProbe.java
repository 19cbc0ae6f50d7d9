package io.traas.drills.cluster.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * One HTTP probe of one running container: asks every period, counts in a row, and tells when the verdict changes. A
 * slow answer delays the next question, it never piles up. All its state is touched by the kubelet's thread only.
 */
public final class HttpProbe {

    /** Hears the verdict of a probe, on the kubelet's thread. */
    public interface Listener {
        /** {@code why} is empty for a healthy container. */
        void verdict(boolean healthy, String why);
    }

    private final HttpClient client;
    private final ScheduledExecutorService thread;
    private final HttpRequest request;
    private final Duration period;
    private final int successThreshold;
    private final int failureThreshold;
    private final Listener listener;
    private Optional<Boolean> verdict = Optional.empty();
    private int successes;
    private int failures;
    private ScheduledFuture<?> next;
    private boolean stopped;

    private HttpProbe(
            HttpClient client,
            ScheduledExecutorService thread,
            JsonNode probe,
            URI uri,
            Duration unit,
            Listener listener) {
        this.client = Objects.requireNonNull(client, "client");
        this.thread = Objects.requireNonNull(thread, "thread");
        this.listener = Objects.requireNonNull(listener, "listener");
        this.period = unit.multipliedBy(probe.path("periodSeconds").asInt(10));
        this.successThreshold = probe.path("successThreshold").asInt(1);
        this.failureThreshold = probe.path("failureThreshold").asInt(3);
        this.request = HttpRequest.newBuilder(uri)
                .timeout(unit.multipliedBy(probe.path("timeoutSeconds").asInt(1)))
                .header("User-Agent", "kube-probe/1.36")
                .build();
    }

    /** Starts the probe after its initial delay; empty when the container has no such HTTP probe. */
    public static Optional<HttpProbe> start(
            HttpClient client,
            ScheduledExecutorService thread,
            JsonNode container,
            String name,
            String podIp,
            Duration unit,
            Listener listener) {
        JsonNode probe = container.path(name);
        JsonNode get = probe.path("httpGet");
        if (get.isMissingNode()) {
            return Optional.empty();
        }
        URI uri = URI.create("http://" + podIp + ":" + port(container, get.path("port"))
                + get.path("path").asText("/"));
        HttpProbe started = new HttpProbe(client, thread, probe, uri, unit, listener);
        started.schedule(unit.multipliedBy(probe.path("initialDelaySeconds").asInt(0)));
        return Optional.of(started);
    }

    public void stop() {
        stopped = true;
        if (next != null) {
            next.cancel(false);
        }
    }

    private static int port(JsonNode container, JsonNode port) {
        if (!port.isTextual()) {
            return port.asInt();
        }
        for (JsonNode candidate : container.path("ports")) {
            if (candidate.path("name").equals(port)) {
                return candidate.path("containerPort").asInt();
            }
        }
        return 0;
    }

    private void schedule(Duration delay) {
        if (!stopped && !thread.isShutdown()) {
            next = thread.schedule(this::ask, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void ask() {
        long startedNanos = System.nanoTime();
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        answer.whenComplete((response, error) -> {
            if (!thread.isShutdown()) {
                thread.execute(() -> heard(response, error, startedNanos));
            }
        });
    }

    private void heard(HttpResponse<Void> response, Throwable error, long startedNanos) {
        if (stopped) {
            return;
        }
        boolean healthy = error == null && response.statusCode() >= 200 && response.statusCode() < 400;
        successes = healthy ? successes + 1 : 0;
        failures = healthy ? 0 : failures + 1;
        if (healthy && successes >= successThreshold) {
            tell(true, "");
        } else if (!healthy && failures >= failureThreshold) {
            tell(
                    false,
                    error == null
                            ? "HTTP probe failed with statuscode: " + response.statusCode()
                            : "Get \"" + request.uri() + "\": " + error.getMessage());
        }
        Duration took = Duration.ofNanos(System.nanoTime() - startedNanos);
        Duration rest = period.minus(took);
        schedule(rest.isNegative() ? Duration.ZERO : rest);
    }

    private void tell(boolean healthy, String why) {
        if (verdict.isEmpty() || verdict.get() != healthy) {
            verdict = Optional.of(healthy);
            listener.verdict(healthy, why);
        }
    }
}
