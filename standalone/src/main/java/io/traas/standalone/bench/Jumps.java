package io.traas.standalone.bench;

import io.traas.model.Anomaly;
import io.traas.model.Lifecycle;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Lets one series after another jump while all are scraped once a second, and reads when that is told. */
final class Jumps implements AutoCloseable {

    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /**
     * What was told of jumps.
     *
     * @param latenciesMs from the instant of the jump to the anomaly's arrival at a reader, sorted
     * @param lost jumps nobody told of
     * @param longestSilenceMs between two tellings
     * @param repeated anomalies told twice, with the same id
     */
    record Told(List<Long> latenciesMs, int lost, long longestSilenceMs, int repeated) {

        double seconds(double quantile) {
            return latenciesMs.isEmpty()
                    ? Double.NaN
                    : latenciesMs.get((int) Math.min(latenciesMs.size() - 1, quantile * latenciesMs.size())) / 1e3;
        }
    }

    /** Something to be done in the middle of it. */
    interface Blow {
        void strike() throws InterruptedException;
    }

    private final Load load;
    private final Random random = new Random(7);
    private final Map<String, Long> firstSeenMs = new ConcurrentHashMap<>();
    private final List<Long> seenMs = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reader = new Thread(this::read, "anomalies");
    private volatile boolean closing;
    private int repeated;
    private int next;

    Jumps(String bootstrap, Load load) {
        this.load = load;
        Properties properties = new KafkaConnection(bootstrap).properties("jumps");
        consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        TopicPartition only = new TopicPartition(Topics.ANOMALIES.name(), 0);
        consumer.assign(List.of(only));
        consumer.seekToEnd(List.of(only));
        reader.start();
    }

    /** Goes on for so long, with a blow in the middle; every series jumps once at most. */
    Told run(Duration time, Blow blow) throws InterruptedException {
        Map<String, Long> jumpedMs = new ConcurrentHashMap<>();
        long begun = System.currentTimeMillis();
        synchronized (this) {
            seenMs.clear();
            ids.clear();
            repeated = 0;
        }
        boolean struck = false;
        while (System.currentTimeMillis() - begun < time.toMillis() && next < load.series()) {
            if (!struck && System.currentTimeMillis() - begun > time.toMillis() / 2) {
                Thread striking = new Thread(() -> strike(blow), "blow");
                striking.start();
                struck = true;
            }
            long at = System.currentTimeMillis() + random.nextInt(1_000);
            jumpedMs.put(load.nameOf(next), at);
            load.jump(next++, at);
            Thread.sleep(BETWEEN.toMillis());
        }
        long deadline = System.currentTimeMillis() + PATIENCE.toMillis();
        while (System.currentTimeMillis() < deadline && !firstSeenMs.keySet().containsAll(jumpedMs.keySet())) {
            Thread.sleep(100);
        }
        List<Long> latencies = jumpedMs.entrySet().stream()
                .filter(each -> firstSeenMs.containsKey(each.getKey()))
                .map(each -> firstSeenMs.get(each.getKey()) - each.getValue())
                .sorted()
                .toList();
        return new Told(latencies, jumpedMs.size() - latencies.size(), longestSilence(), repeated());
    }

    private static void strike(Blow blow) {
        try {
            blow.strike();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized long longestSilence() {
        long longest = 0;
        for (int i = 1; i < seenMs.size(); i++) {
            longest = Math.max(longest, seenMs.get(i) - seenMs.get(i - 1));
        }
        return longest;
    }

    private synchronized int repeated() {
        return repeated;
    }

    private void read() {
        try (consumer) {
            while (!closing) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                    Anomaly anomaly = Topics.ANOMALIES.codec().decode(record.value());
                    if (anomaly.state() == Lifecycle.OPENED
                            && anomaly.series().metric().equals(Load.METRIC)) {
                        note(anomaly, System.currentTimeMillis());
                    }
                }
            }
        }
    }

    private synchronized void note(Anomaly anomaly, long nowMs) {
        firstSeenMs.putIfAbsent(Load.nameOf(anomaly.series()), nowMs);
        seenMs.add(nowMs);
        repeated += ids.add(anomaly.id()) ? 0 : 1;
    }

    @Override
    public void close() {
        closing = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
