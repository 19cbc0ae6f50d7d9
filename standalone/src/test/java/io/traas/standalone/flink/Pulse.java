package io.traas.standalone.flink;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Scrapes of a made-up system, once a second, as collectors would write them. Each of its watched pods stops answering
 * for three scrapes out of fifteen, the pods of a workload at different times; the rest is load. What has to be found is
 * therefore known exactly.
 */
final class Pulse implements AutoCloseable {

    private static final int WORKLOADS = 12;
    private static final int PERIOD = 15;
    private static final int DOWN = 3;
    private static final int WARM = 10;
    private static final long WRITTEN_WITHIN_MS = 1_000;
    private static final int BYSTANDERS = 200;

    /**
     * A pod that stopped answering.
     *
     * @param fromMs its first failed scrape
     * @param secondMs its second, with which it has to be found
     * @param untilMs its last
     */
    record Spike(Target pod, long fromMs, long secondMs, long untilMs) {}

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Spike> spikes = new CopyOnWriteArrayList<>();
    private final List<Target> pods = new ArrayList<>();
    private final long[] fromMs = new long[2 * WORKLOADS];
    private final long[] secondMs = new long[2 * WORKLOADS];
    private final Thread thread = new Thread(this::beat, "pulse");
    private volatile boolean closing;
    private volatile int hotScrapes;
    private volatile int tooLate;
    private long lateMs;

    Pulse(String bootstrap) {
        Properties properties = new KafkaConnection(bootstrap).properties("pulse");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        for (int i = 0; i < WORKLOADS; i++) {
            pods.add(Target.pod("town", "pulse", "w" + i + "-a"));
            pods.add(Target.pod("town", "pulse", "w" + i + "-b"));
        }
        thread.start();
    }

    /** How many were not written in the time the detector waits, on a machine that was too busy. */
    int writtenTooLate() {
        return tooLate;
    }

    /** Everything that has to have been found by now or soon. */
    List<Spike> spikes() {
        return List.copyOf(spikes);
    }

    /** From now on one pod is scraped so often a second, and each of its scrapes comes ten times. */
    void heat(int scrapes) {
        hotScrapes = scrapes;
    }

    private void beat() {
        long next = System.currentTimeMillis();
        try {
            for (int tick = 0; !closing; tick++) {
                Thread.sleep(Math.max(0, next - System.currentTimeMillis()));
                long now = System.currentTimeMillis();
                List<Spike> over = scrapeWatched(tick, now);
                for (int i = 0; i < BYSTANDERS; i++) {
                    send(Target.pod("town", "crowd", "c" + i + "-a"), now + i % 100, true);
                }
                for (int i = 0; i < hotScrapes; i++) {
                    for (int copy = 0; copy < 10; copy++) {
                        send(Target.pod("town", "crowd", "hot-a"), now + i, true);
                    }
                }
                producer.flush();
                lateMs = System.currentTimeMillis() - now > WRITTEN_WITHIN_MS ? now : lateMs;
                over.forEach(this::count);
                next = now + 1_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void count(Spike spike) {
        if (lateMs >= spike.fromMs() - 1_000) {
            tooLate++;
        } else {
            spikes.add(spike);
        }
    }

    /** Returns the spikes that ended. */
    private List<Spike> scrapeWatched(int tick, long now) {
        List<Spike> over = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            int phase = (tick + i * 7) % PERIOD;
            boolean up = tick - phase < WARM || phase >= DOWN;
            long atMs = now + i * 13L % 300;
            send(pods.get(i), atMs, up);
            if (!up) {
                fromMs[i] = phase == 0 ? atMs : fromMs[i];
                secondMs[i] = phase == 1 ? atMs : secondMs[i];
                if (phase == DOWN - 1) {
                    over.add(new Spike(pods.get(i), fromMs[i], secondMs[i], atMs));
                }
            }
        }
        return over;
    }

    private void send(Target pod, long atMs, boolean up) {
        String workload = pod.name().substring(0, pod.name().lastIndexOf('-'));
        List<Point> points = new ArrayList<>(List.of(Point.of(SampleBatch.UP, up ? 1 : 0)));
        for (int i = 0; up && i < 20; i++) {
            points.add(Point.of("some_metric_" + i, i));
        }
        SampleBatch batch = new SampleBatch(
                pod,
                Target.deployment(pod.cluster(), pod.namespace(), workload),
                "n1",
                Instant.ofEpochMilli(atMs),
                points);
        producer.send(new ProducerRecord<>(
                Topics.METRICS.name(),
                Topics.METRICS.key().apply(batch).getBytes(StandardCharsets.UTF_8),
                Topics.METRICS.codec().encode(batch)));
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close();
    }
}
