package io.traas.remediation.notify;

import io.traas.model.DeadLetter;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Json;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts notices as JSON to one address, in order, on its own thread. A failed delivery is tried again with growing
 * pauses; what cannot be delivered, or does not fit the queue, is counted and goes to dead letters. In a full queue what
 * needs a person takes the place of the oldest that needs none. Redirects are refused: the address is the operator's, nobody else's.
 */
public final class Webhook implements Notices {

    static final int MAX_WAITING = 256;

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final String SOURCE = "remediation/webhook";

    private final URI address;
    private final Retry retry;
    private final Publisher deadLetters;
    private final Clock clock;
    private final HttpClient http;
    private final WaitingNotices waiting = new WaitingNotices(MAX_WAITING);
    private final AtomicLong failures = new AtomicLong();
    private final Thread thread;

    /**
     * @param attempts deliveries of one notice, at least 1
     * @param firstPause before the second attempt; doubles each time
     * @param timeout of one attempt
     */
    public record Retry(int attempts, Duration firstPause, Duration timeout) {
        public Retry {
            if (attempts < 1) {
                throw new IllegalArgumentException("webhook attempts is " + attempts + ", must be at least 1");
            }
        }
    }

    public Webhook(URI address, Retry retry, Publisher deadLetters, Clock clock) {
        this.address = Objects.requireNonNull(address, "address is missing");
        this.retry = Objects.requireNonNull(retry, "retry is missing");
        this.deadLetters = Objects.requireNonNull(deadLetters, "deadLetters is missing");
        this.clock = Objects.requireNonNull(clock, "clock is missing");
        this.http = HttpClient.newBuilder()
                .connectTimeout(retry.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        this.thread = new Thread(this::deliverAll, "webhook");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    @Override
    public void send(Notice notice) {
        waiting.add(notice).ifPresent(left -> giveUp(left, MAX_WAITING + " notices are waiting already"));
    }

    @Override
    public long failures() {
        return failures.get();
    }

    private void deliverAll() {
        try {
            while (true) {
                deliver(waiting.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(Notice notice) throws InterruptedException {
        Duration pause = retry.firstPause();
        String problem = "";
        for (int attempt = 1; attempt <= retry.attempts(); attempt++) {
            problem = post(notice);
            if (problem.isEmpty()) {
                return;
            }
            if (attempt < retry.attempts()) {
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                pause = pause.multipliedBy(2);
            }
        }
        giveUp(notice, problem);
    }

    /** @return what went wrong, empty when it was taken */
    private String post(Notice notice) throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(retry.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "traas")
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.mapper().valueToTree(notice).toString()))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status >= 200 && status < 300 ? "" : "it answered " + status;
        } catch (IOException e) {
            return e.getClass().getSimpleName() + (e.getMessage() == null ? "" : " " + e.getMessage());
        }
    }

    private void giveUp(Notice notice, String why) {
        failures.incrementAndGet();
        LOG.atWarn()
                .addKeyValue("webhook", place())
                .addKeyValue("notice", notice.kind())
                .addKeyValue("reason", why)
                .log("notice not delivered");
        deadLetters.publish(
                Topics.DEAD_LETTERS,
                new DeadLetter(
                        SOURCE,
                        place(),
                        why,
                        clock.instant(),
                        Json.mapper().valueToTree(notice).toString()));
    }

    /** Without path and query: they may hold a secret. */
    private String place() {
        return address.getScheme() + "://" + address.getAuthority();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
