package io.traas.collectors.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.model.DeadLetter;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies traas.metrics into the history store: read a batch, write it, and only then tell Kafka. At least once, and
 * since writing is idempotent, in effect exactly once. While the store is away nothing is read, and nothing is lost
 * that Kafka still holds. One thread of its own.
 */
public final class HistoryWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    private static final String GROUP = "traas-history";
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
    private static final int LINES_A_WRITE = 5_000;
    private static final int SCRAPES_A_POLL = 100;

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final HistoryStore store;
    private final InfluxLines translation;
    private final Publisher deadLetters;
    private final Clock clock;
    private final Counter written;
    private final Counter skipped;
    private final Counter refused;
    private final Thread thread;
    private volatile boolean closing;
    private volatile String failure = "";
    private volatile long lag;
    private volatile Consumer<String, byte[]> consumer;

    HistoryWriter(
            Supplier<Consumer<String, byte[]>> consumers,
            HistoryStore store,
            InfluxLines translation,
            Publisher deadLetters,
            MeterRegistry registry,
            Clock clock) {
        this.consumers = consumers;
        this.store = store;
        this.translation = translation;
        this.deadLetters = deadLetters;
        this.clock = clock;
        written = registry.counter("traas.history.points", "outcome", "written");
        skipped = registry.counter("traas.history.points", "outcome", "skipped");
        refused = registry.counter("traas.history.points", "outcome", "refused");
        Gauge.builder("traas.history.lag", this, HistoryWriter::lag)
                .description("scrapes on traas.metrics that are not in the history store yet")
                .register(registry);
        thread = new Thread(this::run, "history-writer");
        thread.setDaemon(true);
    }

    /** Starts copying. The store may be away; that shows in {@link #failure()}. */
    public static HistoryWriter start(
            HistorySettings settings,
            KafkaConnection kafka,
            Publisher deadLetters,
            MeterRegistry registry,
            Clock clock) {
        Properties properties = kafka.properties(GROUP);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(SCRAPES_A_POLL));
        properties.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, Integer.toString(64 << 10));
        HistoryWriter writer = new HistoryWriter(
                () -> new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()),
                new InfluxStore(settings),
                new InfluxLines(settings.metrics()),
                deadLetters,
                registry,
                clock);
        writer.start();
        return writer;
    }

    void start() {
        thread.start();
    }

    /** Why nothing can be written now, empty when all is well. */
    public String failure() {
        return failure;
    }

    /** Scrapes not yet written. */
    public long lag() {
        return lag;
    }

    private void run() {
        while (!closing) {
            try (Consumer<String, byte[]> fresh = consumers.get()) {
                consumer = fresh;
                fresh.subscribe(List.of(Topics.METRICS.name()));
                while (!closing) {
                    copy(fresh);
                }
            } catch (WakeupException e) {
                LOG.atDebug().log("history writer asked to stop");
            } catch (KafkaException e) {
                fail("Kafka: " + e.getMessage());
                pause();
            }
        }
        store.close();
    }

    private void copy(Consumer<String, byte[]> from) {
        ConsumerRecords<String, byte[]> records = from.poll(POLL);
        if (records.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : records) {
            translate(record, lines);
        }
        for (int at = 0; at < lines.size() && !closing; at += LINES_A_WRITE) {
            write(from, lines.subList(at, Math.min(lines.size(), at + LINES_A_WRITE)));
        }
        if (!closing) {
            from.commitSync();
            noteLag(from);
        }
    }

    private void translate(ConsumerRecord<String, byte[]> record, List<String> lines) {
        try {
            InfluxLines.Lines translated = translation.of(Topics.METRICS.codec().decode(record.value()));
            lines.addAll(translated.lines());
            skipped.increment(translated.skipped());
        } catch (MalformedRecordException e) {
            String about = record.topic() + "/" + record.partition() + "@" + record.offset();
            bury(about, e.getMessage(), "");
        }
    }

    /** Returns when the lines are stored or refused, however long the store is away, or when closing. */
    private void write(Consumer<String, byte[]> from, List<String> lines) {
        while (!closing) {
            try {
                List<HistoryStore.Refusal> refusals = store.write(lines);
                int bad = refusals.stream()
                        .mapToInt(refusal -> refusal.lines().size())
                        .sum();
                written.increment(lines.size() - bad);
                refused.increment(bad);
                refusals.forEach(refusal -> bury(
                        refusal.lines().size() + " points for the history store",
                        refusal.reason(),
                        String.join("\n", refusal.lines())));
                recovered();
                return;
            } catch (StoreAwayException e) {
                fail(e.getMessage());
                idle(from);
            }
        }
    }

    /** Stays a member of the group without reading on. */
    private static void idle(Consumer<String, byte[]> consumer) {
        consumer.pause(consumer.assignment());
        ConsumerRecords<String, byte[]> early = consumer.poll(RETRY_PAUSE);
        // Partitions given to us in this poll were not paused; what they gave is read again later.
        for (TopicPartition partition : early.partitions()) {
            consumer.seek(partition, early.records(partition).get(0).offset());
        }
        consumer.resume(consumer.paused());
    }

    private void noteLag(Consumer<String, byte[]> from) {
        long behind = 0;
        for (TopicPartition partition : from.assignment()) {
            OptionalLong its = from.currentLag(partition);
            behind += its.orElse(0);
        }
        lag = behind;
    }

    private void bury(String about, String reason, String payload) {
        deadLetters.publish(
                Topics.DEAD_LETTERS, new DeadLetter("collectors/history", about, reason, clock.instant(), payload));
    }

    private void fail(String reason) {
        if (failure.isEmpty()) {
            LOG.atWarn().addKeyValue("reason", reason).log("history is not written; trying again");
        }
        failure = reason;
    }

    private void recovered() {
        if (!failure.isEmpty()) {
            LOG.atInfo().log("history is written again");
            failure = "";
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        Consumer<String, byte[]> current = consumer;
        if (current != null) {
            current.wakeup();
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
