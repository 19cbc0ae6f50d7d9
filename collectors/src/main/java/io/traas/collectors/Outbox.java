package io.traas.collectors;

import io.micrometer.core.instrument.MeterRegistry;
import io.traas.model.SampleBatch;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import java.util.concurrent.CompletableFuture;

/**
 * A publisher that never makes its caller wait: what it is given stands in bounded memory until Kafka has it, in order,
 * repeated until it does. Samples and everything else wait apart, so that a flood of samples cannot push out a change.
 * What no longer fits is dropped, oldest first, and counted.
 */
final class Outbox implements Publisher {

    private static final int EVENTS = 20_000;

    private final OutboxLane samples;
    private final OutboxLane events;
    private final Publisher kafka;

    /** @param maxSamples how many points may wait for a Kafka that is away */
    Outbox(Publisher kafka, int maxSamples, MeterRegistry registry) {
        this.kafka = kafka;
        this.samples = new OutboxLane("samples", kafka, maxSamples, registry);
        this.events = new OutboxLane("events", kafka, EVENTS, registry);
    }

    /** Completes at once: what happens to the record from here on is told by {@link #waiting} and {@link #dropped}. */
    @Override
    public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
        if (topic.equals(Topics.METRICS)) {
            samples.offer(
                    topic, value, Math.max(1, ((SampleBatch) value).points().size()));
        } else {
            events.offer(topic, value, 1);
        }
        return CompletableFuture.completedFuture(null);
    }

    /** Records not yet in Kafka. */
    int waiting() {
        return samples.waiting() + events.waiting();
    }

    /** Records lost since the start because Kafka was away too long. */
    long dropped() {
        return samples.dropped() + events.dropped();
    }

    /** Why the newest attempt to write failed, empty when it did not. */
    String failure() {
        return samples.failure().isEmpty() ? events.failure() : samples.failure();
    }

    @Override
    public void close() {
        samples.close();
        events.close();
        kafka.close();
    }
}
