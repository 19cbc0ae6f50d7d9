package io.traas.standalone.flink;

import io.traas.model.Anomaly;
import io.traas.model.Lifecycle;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What the detector says of unresponsive pods, as a reader of committed records sees it. */
final class Found implements AutoCloseable {

    private static final String DETECTOR = "pod-unresponsive";

    /** @param seenMs when it was read */
    record Opened(Anomaly anomaly, long seenMs) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Opened> opened = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::read, "found");
    private volatile boolean closing;

    Found(String bootstrap) {
        Properties properties = new KafkaConnection(bootstrap).properties("found");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicPartition only = new TopicPartition(Topics.ANOMALIES.name(), 0);
        consumer.assign(List.of(only));
        consumer.seekToBeginning(List.of(only));
        thread.start();
    }

    private void read() {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Anomaly anomaly = Topics.ANOMALIES.codec().decode(record.value());
                    if (anomaly.detector().equals(DETECTOR) && anomaly.state() == Lifecycle.OPENED) {
                        opened.add(new Opened(anomaly, System.currentTimeMillis()));
                    }
                }
            }
        }
    }

    List<Opened> all() {
        return List.copyOf(opened);
    }

    /** Every time the spike was told of, repetitions included. */
    List<Opened> of(Pulse.Spike spike) {
        return opened.stream()
                .filter(each -> each.anomaly().series().target().equals(spike.pod()))
                .filter(each -> {
                    long at = each.anomaly().openedAt().toEpochMilli();
                    return at >= spike.fromMs() && at <= spike.untilMs() + 2_000;
                })
                .toList();
    }

    /** The ids it was told of under; exactly one is right. */
    Set<String> idsOf(Pulse.Spike spike) {
        return of(spike).stream().map(each -> each.anomaly().id()).collect(Collectors.toSet());
    }

    /** Longest silence, in ms, between two findings read after {@code fromMs}, itself included. */
    long longestSilenceAfter(long fromMs) {
        long last = fromMs;
        long longest = 0;
        for (Opened each : opened) {
            if (each.seenMs() >= fromMs) {
                longest = Math.max(longest, each.seenMs() - last);
                last = each.seenMs();
            }
        }
        return longest;
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
