package io.traas.model.kafka;

import io.traas.model.wire.Topic;
import java.util.concurrent.CompletableFuture;

/** Where a stage writes. Thread-safe; records of one key keep their order. */
public interface Publisher extends AutoCloseable {

    /** Completes when the record is durable; completes exceptionally when it is not, after the client's own retries. */
    <T> CompletableFuture<Void> publish(Topic<T> topic, T value);

    @Override
    void close();
}
