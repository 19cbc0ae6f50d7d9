package io.traas.ui.control;

import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to a topic on behalf of a person who waits: says within the time-out whether it is durable. A broker that is
 * away blocks a thread of the executor, never the person.
 */
public final class Commands {

    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

    private final Publisher publisher;
    private final Executor executor;
    private final Duration timeout;

    /** @param executor bounded; may refuse */
    public Commands(Publisher publisher, Executor executor, Duration timeout) {
        this.publisher = publisher;
        this.executor = executor;
        this.timeout = timeout;
    }

    /** @return false when it is not known in time that it is durable; it may still arrive later */
    public <T> boolean send(Topic<T> topic, T value) {
        try {
            CompletableFuture.supplyAsync(() -> publisher.publish(topic, value), executor)
                    .thenCompose(durable -> durable)
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("reason", String.valueOf(e))
                    .log("not written in time");
            return false;
        }
    }
}
