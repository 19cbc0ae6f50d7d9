package io.traas.collectors.scrape;

import io.traas.collectors.exposition.Exposition;
import io.traas.collectors.exposition.ExpositionFormat;
import io.traas.collectors.exposition.ExpositionParser;
import io.traas.collectors.exposition.MalformedExpositionException;
import io.traas.collectors.exposition.SeriesCache;
import io.traas.collectors.scrape.ScrapeMetrics.Failure;
import io.traas.model.DeadLetter;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes one target again and again. Each turn sends a request and returns at once; the answer is read and parsed by
 * the workers that all targets share. Every turn that is not skipped publishes exactly one {@link SampleBatch}, also when it fails.
 */
final class ScrapeLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ScrapeLoop.class);

    /** As Prometheus asks; the text format without a version last. */
    private static final String ACCEPT = "application/openmetrics-text;version=1.0.0,"
            + "application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    /** Written by us about the scrape; a target cannot speak for us. */
    private static final Set<String> OURS =
            Set.of(SampleBatch.UP, SampleBatch.SCRAPE_DURATION, Scraper.SCRAPE_SAMPLES, SampleBatch.HEARTBEAT);

    private static final Duration NEXT_DEAD_LETTER_AFTER = Duration.ofMinutes(1);

    /** What all targets share. */
    record Shared(
            HttpClient client,
            ScheduledExecutorService timer,
            Executor workers,
            ScrapeSettings settings,
            ExpositionParser parser,
            Publisher publisher,
            ScrapeMetrics metrics,
            Clock clock) {}

    private final ScrapeTarget target;
    private final Shared shared;
    private final HttpRequest request;
    private final SeriesCache cache = new SeriesCache();
    private final AtomicBoolean running = new AtomicBoolean();
    private volatile boolean up;
    private volatile boolean stopped;
    private volatile Instant lastAt = Instant.EPOCH;
    private volatile Future<?> turns;
    /** Why the newest scrape failed, null when it did not. */
    private Failure failing;

    private Instant lastDeadLetterAt = Instant.EPOCH;

    ScrapeLoop(ScrapeTarget target, Shared shared) {
        this.target = target;
        this.shared = shared;
        this.request = HttpRequest.newBuilder(target.uri())
                .header("Accept", ACCEPT)
                .header("Accept-Encoding", "gzip")
                .header("User-Agent", "traas-collectors")
                .header(
                        "X-Prometheus-Scrape-Timeout-Seconds",
                        Double.toString(shared.settings().effectiveTimeout().toMillis() / 1e3))
                .build();
    }

    /** Begins after a share of the interval that its name decides, so that targets spread over the interval. */
    void start() {
        long periodMs = shared.settings().interval().toMillis();
        long offsetMs = Math.floorMod(target.target().toString().hashCode() * 0x9E3779B97F4A7C15L >>> 17, periodMs);
        turns = shared.timer().scheduleAtFixedRate(this::turn, offsetMs, periodMs, TimeUnit.MILLISECONDS);
    }

    void stop() {
        stopped = true;
        Future<?> scheduled = turns;
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    ScrapeTarget target() {
        return target;
    }

    /** When the newest scrape ended, successful or not; the epoch before the first. */
    Instant lastAt() {
        return lastAt;
    }

    /** Whether scraping it is over, because we were told or because it ended as announced. */
    boolean isStopped() {
        return stopped;
    }

    /** Whether the newest scrape succeeded. */
    boolean isUp() {
        return up;
    }

    void turn() {
        if (!running.compareAndSet(false, true)) {
            shared.metrics().skip();
            return;
        }
        long startNanos = System.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> answer = shared.client()
                .sendAsync(
                        request,
                        info -> new CappedBody(shared.settings().limits().maxBytes()));
        // The client's own time-out ends with the headers; this one covers the body, and cancelling closes the socket.
        Future<?> deadline = shared.timer()
                .schedule(
                        () -> answer.cancel(true),
                        shared.settings().effectiveTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
        answer.whenCompleteAsync(
                (response, failure) -> {
                    deadline.cancel(false);
                    try {
                        if (!stopped) {
                            publish(Duration.ofNanos(System.nanoTime() - startNanos), response, failure);
                        }
                    } finally {
                        running.set(false);
                    }
                },
                shared.workers());
    }

    private void publish(Duration took, HttpResponse<byte[]> response, Throwable failure) {
        List<Point> points = new ArrayList<>();
        int samples = 0;
        boolean success = false;
        if (failure != null) {
            failed(took, failure);
        } else if (response.statusCode() != 200) {
            failed(took, Failure.STATUS, "HTTP status " + response.statusCode());
        } else {
            Exposition exposition = read(took, response);
            success = exposition != null;
            if (success) {
                samples = exposition.points().size();
                points = withoutOurs(exposition.points());
            }
        }
        if (!success && target.ending()) {
            stop();
            return;
        }
        points.add(Point.of(SampleBatch.UP, success ? 1 : 0));
        points.add(Point.of(SampleBatch.SCRAPE_DURATION, took.toNanos() / 1e9));
        points.add(Point.of(Scraper.SCRAPE_SAMPLES, samples));
        up = success;
        lastAt = shared.clock().instant();
        shared.publisher()
                .publish(
                        Topics.METRICS,
                        new SampleBatch(target.target(), target.workload(), target.node(), lastAt, points));
    }

    /** Returns null after reporting when the body is not what it should be. */
    private Exposition read(Duration took, HttpResponse<byte[]> response) {
        byte[] body = response.body();
        try {
            if (response.headers().firstValue("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
                body = CappedBody.inflate(body, shared.settings().limits().maxBytes());
            }
            ExpositionFormat format = ExpositionFormat.ofContentType(
                    response.headers().firstValue("Content-Type").orElse(""));
            Exposition exposition = shared.parser().parse(body, format, cache);
            shared.metrics().scraped(took, exposition);
            recovered();
            return exposition;
        } catch (MalformedExpositionException | IOException e) {
            failed(took, Failure.MALFORMED, e.getMessage());
            bury(e.getMessage(), body);
            return null;
        }
    }

    private void failed(Duration took, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CancellationException) {
            Duration timeout = shared.settings().effectiveTimeout();
            failed(took, Failure.TIMEOUT, "no complete answer within " + timeout.toMillis() + " ms");
            return;
        }
        String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        failed(took, Failure.UNREACHABLE, message);
    }

    private void failed(Duration took, Failure why, String message) {
        shared.metrics().failed(took, why);
        if (why != failing && !target.ending()) {
            failing = why;
            lastDeadLetterAt = Instant.EPOCH;
            LOG.atWarn()
                    .addKeyValue("target", target.target())
                    .addKeyValue("uri", target.uri())
                    .addKeyValue("reason", message)
                    .log("scrape failed");
        }
    }

    private void recovered() {
        if (failing != null) {
            failing = null;
            LOG.atInfo().addKeyValue("target", target.target()).log("scrape succeeds again");
        }
    }

    /** The first at once, then one a minute while it lasts: a broken target must not flood the topic. */
    private void bury(String reason, byte[] body) {
        Instant now = shared.clock().instant();
        if (now.isBefore(lastDeadLetterAt.plus(NEXT_DEAD_LETTER_AFTER))) {
            return;
        }
        lastDeadLetterAt = now;
        String about = target.target() + " at " + target.uri();
        String payload = new String(body, 0, Math.min(body.length, DeadLetter.MAX_PAYLOAD), StandardCharsets.UTF_8);
        shared.publisher()
                .publish(Topics.DEAD_LETTERS, new DeadLetter("collectors/scrape", about, reason, now, payload));
    }

    private static List<Point> withoutOurs(List<Point> points) {
        List<Point> kept = new ArrayList<>(points.size() + 3);
        for (Point point : points) {
            if (!OURS.contains(point.metric())) {
                kept.add(point);
            }
        }
        return kept;
    }
}
