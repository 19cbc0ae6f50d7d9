package io.traas.model.kafka;

import io.traas.model.DeadLetter;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics on one thread and hands each value to its route, in order within a topic.
 *
 * <p>Two ways of reading. <em>Replaying</em>: every start reads from where the routes say and remembers nothing; for
 * state rebuilt from the topics. <em>Committed</em>: the group remembers what was handled, after it was handled; for
 * work that must neither be lost nor pile up (at least once: handlers are idempotent).
 *
 * <p>A record that cannot be decoded, or that its handler refuses with an exception, goes to dead letters and reading
 * goes on. {@link RetryLaterException} makes the record come again after a pause. A broker that is away is waited for.
 * What else goes wrong ends the reading; it does not begin again by itself, and {@link #failure} tells.
 */
public final class TopicReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long RETRY_PAUSE_MS = 1_000;

    private final String name;
    private final boolean committed;
    private final Map<String, Route<?>> routes = new HashMap<>();
    private final Publisher deadLetters;
    private final Clock clock;
    private final KafkaConsumer<String, byte[]> consumer;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Map<String, Long> lagByTopic = new ConcurrentHashMap<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile String failure = "";
    private Map<TopicPartition, Long> catchUpTo = Map.of();

    private TopicReader(
            KafkaConnection connection,
            String name,
            boolean committed,
            Publisher deadLetters,
            Clock clock,
            List<Route<?>> routes) {
        this.name = name;
        this.committed = committed;
        this.deadLetters = deadLetters;
        this.clock = clock;
        routes.forEach(route -> this.routes.put(route.topic().name(), route));
        Properties properties = connection.properties(name);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, name);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Some writers write in transactions; what was never committed did not happen.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "1000");
        this.consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    /** Starts reading from where each route says, at every start anew. */
    public static TopicReader replaying(
            KafkaConnection connection, String name, Publisher deadLetters, Clock clock, List<Route<?>> routes) {
        return new TopicReader(connection, name, false, deadLetters, clock, routes).start();
    }

    /** Starts reading where the group left off, from the beginning the first time. */
    public static TopicReader committed(
            KafkaConnection connection, String group, Publisher deadLetters, Clock clock, List<Route<?>> routes) {
        return new TopicReader(connection, group, true, deadLetters, clock, routes).start();
    }

    /** True once everything that was on the topics at the start has been handled (replaying readers only). */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    public boolean isCaughtUp() {
        return caughtUp.getCount() == 0;
    }

    /** Why nothing is read any more though nobody closed it; empty while all is well. */
    public String failure() {
        return failure;
    }

    /** Records not yet handled, by topic, as of the last poll. */
    public Map<String, Long> lag() {
        return Map.copyOf(lagByTopic);
    }

    private TopicReader start() {
        thread.start();
        return this;
    }

    private void run() {
        try (consumer) {
            while (!closing && !positioned()) {
                TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE_MS);
            }
            while (!closing) {
                handle(consumer.poll(POLL));
                noteProgress();
            }
        } catch (WakeupException | InterruptedException e) {
            if (!closing) {
                fail(e);
            }
        } catch (RuntimeException | Error e) { // An error of a handler too: whoever relies on the reader has to know.
            fail(e);
        }
    }

    private void fail(Throwable why) {
        failure = name + " reads no more: " + why;
        LOG.atError().addKeyValue("reader", name).setCause(why).log("reading stopped unasked");
    }

    private boolean positioned() {
        if (committed) {
            consumer.subscribe(routes.keySet());
            return true;
        }
        try {
            List<TopicPartition> fromBeginning = new ArrayList<>();
            List<TopicPartition> fromEnd = new ArrayList<>();
            Map<TopicPartition, Long> since = new HashMap<>();
            for (Route<?> route : routes.values()) {
                for (PartitionInfo info : consumer.partitionsFor(route.topic().name())) {
                    TopicPartition partition = new TopicPartition(info.topic(), info.partition());
                    if (route.back().equals(Route.ALL)) {
                        fromBeginning.add(partition);
                    } else {
                        fromEnd.add(partition);
                    }
                    if (!route.back().isZero() && !route.back().equals(Route.ALL)) {
                        since.put(partition, clock.instant().minus(route.back()).toEpochMilli());
                    }
                }
            }
            List<TopicPartition> all = new ArrayList<>(fromBeginning);
            all.addAll(fromEnd);
            consumer.assign(all);
            consumer.seekToBeginning(fromBeginning);
            catchUpTo = consumer.endOffsets(fromBeginning);
            consumer.endOffsets(fromEnd).forEach(consumer::seek);
            consumer.offsetsForTimes(since).forEach((partition, found) -> {
                if (found != null) { // Nothing so young: the end it is.
                    consumer.seek(partition, found.offset());
                }
            });
            noteProgress();
            return true;
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("reader", name)
                    .addKeyValue("reason", e.getMessage())
                    .log("waiting for Kafka");
            return false;
        }
    }

    private void handle(ConsumerRecords<String, byte[]> records) throws InterruptedException {
        Set<TopicPartition> rewound = new HashSet<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            if (rewound.contains(partition) || closing) {
                continue;
            }
            try {
                routes.get(record.topic()).deliver(record.value());
            } catch (RetryLaterException e) {
                LOG.atWarn()
                        .addKeyValue("reader", name)
                        .addKeyValue("reason", e.getMessage())
                        .log("will try again");
                consumer.seek(partition, record.offset());
                rewound.add(partition);
            } catch (RuntimeException e) {
                bury(record, e);
            }
        }
        if (committed && !records.isEmpty() && !closing) {
            consumer.commitAsync((offsets, failure) -> {
                if (failure != null) {
                    LOG.atInfo()
                            .addKeyValue("reader", name)
                            .addKeyValue("reason", failure.getMessage())
                            .log("commit will be repeated");
                }
            });
        }
        if (!rewound.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE_MS);
        }
    }

    private void bury(ConsumerRecord<String, byte[]> record, RuntimeException reason) {
        String about = record.topic() + "/" + record.partition() + "@" + record.offset();
        LOG.atWarn()
                .addKeyValue("reader", name)
                .addKeyValue("record", about)
                .setCause(reason)
                .log("record refused");
        String payload = record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
        deadLetters.publish(
                Topics.DEAD_LETTERS, new DeadLetter(name, about, String.valueOf(reason), clock.instant(), payload));
    }

    private void noteProgress() {
        for (TopicPartition partition : consumer.assignment()) {
            consumer.currentLag(partition).ifPresent(lag -> lagByTopic.put(partition.toString(), lag));
        }
        if (!committed && caughtUp.getCount() > 0) {
            boolean done =
                    catchUpTo.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
            if (done) {
                caughtUp.countDown();
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
