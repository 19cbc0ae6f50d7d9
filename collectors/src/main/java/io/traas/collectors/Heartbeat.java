package io.traas.collectors;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends a sample of the platform itself down the whole pipeline at every interval, so that its silence anywhere is
 * noticed. The sequence number is the instant of sending in milliseconds since the epoch.
 */
final class Heartbeat implements AutoCloseable {

    private final Target target;
    private final Publisher publisher;
    private final Clock clock;
    private final ScheduledExecutorService timer;

    Heartbeat(String cluster, Duration interval, Publisher publisher, Clock clock) {
        this.target = new Target(cluster, "traas", "Platform", "heartbeat");
        this.publisher = publisher;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        timer.scheduleAtFixedRate(this::beat, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void beat() {
        Instant now = clock.instant();
        List<Point> points = List.of(Point.of(SampleBatch.HEARTBEAT, now.toEpochMilli()), Point.of(SampleBatch.UP, 1));
        publisher.publish(Topics.METRICS, new SampleBatch(target, target, "", now, points));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
