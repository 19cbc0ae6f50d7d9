package io.traas.collectors;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One queue of an {@link Outbox} with the thread that empties it: takes a group of records, writes them, waits until
 * all are durable, and writes the whole group again if one was not. Readers see a record once or more, never out of
 * order for good. Thread-safe.
 */
final class OutboxLane implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OutboxLane.class);
    private static final int GROUP = 500;
    private static final long RETRY_PAUSE_MS = 1_000;
    private static final long LATE_AFTER_MS = 3_000;

    private record Entry<T>(Topic<T> topic, T value, int weight) {
        CompletableFuture<Void> send(Publisher to) {
            return to.publish(topic, value);
        }
    }

    private final String name;
    private final Publisher kafka;
    private final int capacity;
    private final Counter droppedCounter;
    private final ArrayDeque<Entry<?>> queue = new ArrayDeque<>();
    private final Thread thread;
    private int weight;
    private int inFlight;
    private long dropped;
    private volatile String failure = "";
    private volatile boolean closing;

    /** @param capacity total weight that may wait */
    OutboxLane(String name, Publisher kafka, int capacity, MeterRegistry registry) {
        this.name = name;
        this.kafka = kafka;
        this.capacity = capacity;
        droppedCounter = Counter.builder("traas.outbox.dropped")
                .description("records lost because Kafka was away too long; must stay 0")
                .tag("lane", name)
                .register(registry);
        Gauge.builder("traas.outbox.waiting", this, OutboxLane::waiting)
                .description("records not yet in Kafka")
                .tag("lane", name)
                .register(registry);
        thread = new Thread(this::run, "outbox-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    synchronized <T> void offer(Topic<T> topic, T value, int itsWeight) {
        queue.addLast(new Entry<>(topic, value, itsWeight));
        weight += itsWeight;
        while (weight > capacity && queue.size() > 1) {
            weight -= queue.removeFirst().weight();
            dropped++;
            droppedCounter.increment();
            if (Long.bitCount(dropped) == 1) {
                LOG.atWarn()
                        .addKeyValue("lane", name)
                        .addKeyValue("dropped", dropped)
                        .log("Kafka has been away too long; dropping the oldest records");
            }
        }
        notifyAll();
    }

    synchronized int waiting() {
        return queue.size() + inFlight;
    }

    synchronized long dropped() {
        return dropped;
    }

    String failure() {
        return failure;
    }

    private void run() {
        try {
            while (true) {
                List<Entry<?>> group = take();
                if (group.isEmpty()) {
                    return;
                }
                while (!sent(group)) {
                    TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE_MS);
                }
                done();
            }
        } catch (InterruptedException e) {
            LOG.atDebug().addKeyValue("lane", name).log("closed with records waiting");
        }
    }

    /** Waits for records; empty when the lane closes. */
    private synchronized List<Entry<?>> take() throws InterruptedException {
        while (queue.isEmpty() && !closing) {
            wait();
        }
        List<Entry<?>> group = new ArrayList<>();
        while (!queue.isEmpty() && group.size() < GROUP) {
            Entry<?> entry = queue.removeFirst();
            weight -= entry.weight();
            group.add(entry);
        }
        inFlight = group.size();
        return group;
    }

    private synchronized void done() {
        inFlight = 0;
    }

    private boolean sent(List<Entry<?>> group) throws InterruptedException {
        CompletableFuture<?>[] durable =
                group.stream().map(entry -> entry.send(kafka)).toArray(CompletableFuture[]::new);
        CompletableFuture<Void> all = CompletableFuture.allOf(durable);
        try {
            while (!settled(all)) {
                fail("Kafka has not answered for " + LATE_AFTER_MS / 1_000 + " s or more");
            }
            if (!failure.isEmpty()) {
                LOG.atInfo().addKeyValue("lane", name).log("Kafka takes records again");
            }
            failure = "";
            return true;
        } catch (ExecutionException e) {
            fail(e.getCause().getMessage());
            return false;
        }
    }

    private static boolean settled(CompletableFuture<Void> all) throws InterruptedException, ExecutionException {
        try {
            all.get(LATE_AFTER_MS, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private void fail(String reason) {
        if (failure.isEmpty()) {
            LOG.atWarn().addKeyValue("lane", name).addKeyValue("reason", reason).log("records wait for Kafka");
        }
        failure = String.valueOf(reason);
    }

    /** Gives what is waiting a moment to be written, then stops. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            notifyAll();
        }
        try {
            thread.join(RETRY_PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        thread.interrupt();
    }
}
