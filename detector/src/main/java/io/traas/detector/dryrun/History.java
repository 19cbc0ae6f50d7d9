package io.traas.detector.dryrun;

import io.traas.detector.stream.SpecChange;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.DetectorSpec;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The past as it lies on the topics, up to what is there when it is opened. Reads and writes nothing: no group, no
 * offsets. Partitions are merged by time through {@link TimeMerge}, so that memory is bounded by
 * {@value #LANE_BYTES} bytes and one fetch a partition. For one thread.
 */
final class History implements AutoCloseable {

    static final int LANE_BYTES = 4 << 20;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

    /** What is left to read of a partition. */
    private record Span(long from, long to) {}

    private final KafkaConnection connection;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Span> metrics = new LinkedHashMap<>();
    private final Map<TopicPartition, Span> targets;
    private final Map<TopicPartition, Span> detectors;

    private History(KafkaConnection connection, Instant since) {
        this.connection = connection;
        Properties properties = connection.properties("traas-try");
        String withinMs = Long.toString(ANSWER_WITHIN.toMillis());
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, withinMs);
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, withinMs);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        // What is deleted while we read is not waited for.
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            Map<TopicPartition, Span> all = spans(Topics.METRICS);
            Map<TopicPartition, Long> instants = new HashMap<>();
            all.keySet().forEach(partition -> instants.put(partition, since.toEpochMilli()));
            consumer.offsetsForTimes(instants).forEach((partition, found) -> {
                long end = all.get(partition).to();
                metrics.put(partition, new Span(found == null ? end : found.offset(), end));
            });
            targets = spans(Topics.TARGETS);
            detectors = spans(Topics.DETECTORS);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /**
     * @param since of metrics; states and detectors are known from the beginning
     * @throws TrialException when no broker answers, or there are no metrics
     */
    static History open(KafkaConnection connection, Instant since) {
        try {
            History history = new History(connection, since);
            if (history.records() == 0) {
                history.close();
                throw new TrialException(Topics.METRICS + " at " + connection.bootstrapServers()
                        + " has nothing that was written since " + since
                        + "; are the collectors running, and is it the right broker?");
            }
            return history;
        } catch (KafkaException e) {
            throw away(connection, e);
        }
    }

    /** Scrapes there are to read. */
    long records() {
        return metrics.values().stream()
                .mapToLong(span -> span.to() - span.from())
                .sum();
    }

    /** What operators put in force, by the job's own check; what that refuses is not in force. */
    List<DetectorSpec> detectors() {
        Map<String, DetectorSpec> byId = new LinkedHashMap<>();
        read(detectors, record -> {
            try {
                SpecChange change = SpecChange.of(record);
                if (change.spec() == null) {
                    byId.remove(change.id());
                } else {
                    byId.put(change.id(), change.spec());
                }
            } catch (MalformedRecordException e) {
                // The job has sent it to dead letters and goes on with what was before.
            }
        });
        return List.copyOf(byId.values());
    }

    /**
     * Scrapes and target states in order of time.
     *
     * @throws TrialException when the broker stops answering
     */
    void replay(Consumer<RawRecord> each) {
        Map<TopicPartition, Span> all = new LinkedHashMap<>(targets);
        all.putAll(metrics);
        read(all, each);
    }

    private Map<TopicPartition, Span> spans(Topic<?> topic) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Span> spans = new LinkedHashMap<>();
        consumer.endOffsets(partitions)
                .forEach((partition, end) -> spans.put(partition, new Span(begin.get(partition), end)));
        return spans;
    }

    private void read(Map<TopicPartition, Span> spans, Consumer<RawRecord> each) {
        try {
            consumer.assign(spans.keySet());
            spans.forEach((partition, span) -> consumer.seek(partition, span.from()));
            TimeMerge<TopicPartition, RawRecord> merge = new TimeMerge<>(spans.keySet(), LANE_BYTES);
            endThoseRead(spans, merge);
            long heardNanos = System.nanoTime();
            while (!merge.isOver()) {
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                boolean news = !records.isEmpty();
                records.forEach(record -> add(record, spans, merge));
                endThoseRead(spans, merge);
                for (RawRecord next = merge.next(); next != null; next = merge.next()) {
                    each.accept(next);
                    news = true;
                }
                pauseThoseFull(merge);
                if (news) {
                    heardNanos = System.nanoTime();
                } else if (System.nanoTime() - heardNanos > ANSWER_WITHIN.toNanos()) {
                    throw new TimeoutException("nothing came for " + ANSWER_WITHIN.toSeconds() + " s");
                }
            }
        } catch (KafkaException e) {
            throw away(connection, e);
        }
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> record,
            Map<TopicPartition, Span> spans,
            TimeMerge<TopicPartition, RawRecord> merge) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        if (record.offset() < spans.get(partition).to()) {
            RawRecord raw = RawRecord.of(record);
            merge.add(partition, raw.atMillis(), Math.max(1, record.serializedValueSize()), raw);
        }
    }

    private void endThoseRead(Map<TopicPartition, Span> spans, TimeMerge<TopicPartition, RawRecord> merge) {
        Set<TopicPartition> left = consumer.assignment();
        List<TopicPartition> going = new ArrayList<>();
        for (TopicPartition partition : left) {
            if (consumer.position(partition) >= spans.get(partition).to()) {
                merge.end(partition);
            } else {
                going.add(partition);
            }
        }
        if (going.size() < left.size()) {
            consumer.assign(going);
        }
    }

    private void pauseThoseFull(TimeMerge<TopicPartition, RawRecord> merge) {
        List<TopicPartition> full =
                consumer.assignment().stream().filter(merge::isFull).toList();
        consumer.resume(consumer.paused());
        consumer.pause(full);
    }

    private static TrialException away(KafkaConnection connection, KafkaException e) {
        return e instanceof TimeoutException
                ? new TrialException(
                        "Kafka does not answer at " + connection.bootstrapServers()
                                + "; name it with --bootstrap HOST:PORT",
                        e)
                : new TrialException(
                        "cannot read from Kafka at " + connection.bootstrapServers() + ": "
                                + (e.getCause() == null ? e : e.getCause()).getMessage(),
                        e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
