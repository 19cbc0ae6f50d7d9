package io.traas.model.kafka;

import io.traas.model.wire.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps what is published, after a trip through the wire format, so that a test sees exactly what a reader would. Has a
 * switch that makes it fail.
 */
public final class InMemoryPublisher implements Publisher {

    private record Entry(Topic<?> topic, Object value) {}

    private final List<Entry> entries = new ArrayList<>();
    private RuntimeException failure;

    @Override
    public synchronized <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        entries.add(new Entry(topic, topic.codec().decode(topic.codec().encode(value))));
        return CompletableFuture.completedFuture(null);
    }

    /** Everything published to the topic so far, oldest first. */
    @SuppressWarnings("unchecked")
    public synchronized <T> List<T> on(Topic<T> topic) {
        return entries.stream()
                .filter(entry -> entry.topic().name().equals(topic.name()))
                .map(entry -> (T) entry.value())
                .toList();
    }

    public synchronized void failWith(RuntimeException reason) {
        failure = reason;
    }

    public synchronized void recover() {
        failure = null;
    }

    @Override
    public void close() {}
}
