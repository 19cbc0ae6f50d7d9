package io.traas.standalone.bench;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import io.traas.model.Target;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Scrapes of a made-up fleet, as collectors would write them: targets of a hundred series each, ten targets a workload.
 * Values have a daily curve and noise of one in a hundred, and jump by thirty where told. Not thread-safe.
 */
final class Load implements AutoCloseable {

    static final int SERIES_OF_A_TARGET = 100;
    static final String METRIC = "load_requests_in_flight";

    private static final String URI = "uri";
    private static final int TARGETS_OF_A_WORKLOAD = 10;
    private static final double LEVEL = 100;
    private static final double NOISE = 1;
    private static final double JUMP = 30;
    private static final double DAY_MS = 86_400_000;

    private final KafkaProducer<byte[], byte[]> producer;
    private final List<Target> pods = new ArrayList<>();
    private final List<Map<String, String>> labels = new ArrayList<>();
    private final Random random = new Random(1);
    private final long[] jumpedMs;
    private final int[] jumping;
    private long sent;

    Load(String bootstrap, int series) {
        Properties properties = new KafkaConnection(bootstrap).properties("load");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(256 << 10));
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        for (int i = 0; i < Math.max(1, series / SERIES_OF_A_TARGET); i++) {
            pods.add(Target.pod("load", "load", "w" + i / TARGETS_OF_A_WORKLOAD + "-" + i));
        }
        for (int i = 0; i < SERIES_OF_A_TARGET; i++) {
            labels.add(Map.of("method", "GET", "status", "200", URI, "/api/v1/items/" + i));
        }
        jumpedMs = new long[pods.size()];
        jumping = new int[pods.size()];
    }

    int targets() {
        return pods.size();
    }

    /** Scrapes written so far. */
    long sent() {
        return sent;
    }

    /** Series there are of all targets together. */
    int series() {
        return pods.size() * SERIES_OF_A_TARGET;
    }

    /** Name of one of them, as {@link #nameOf(Series)} finds it. */
    String nameOf(int series) {
        return pods.get(series % pods.size()) + labels.get(series / pods.size()).get(URI);
    }

    static String nameOf(Series series) {
        return series.target() + series.labels().get(URI);
    }

    /** From that instant until a second and a half later it is far above the usual; one of a target at a time. */
    void jump(int series, long atMs) {
        jumping[series % pods.size()] = series / pods.size();
        jumpedMs[series % pods.size()] = atMs;
    }

    /** Writes one scrape; what it shows is of {@code atMs}, which is also when it is said to have been written. */
    void scrape(int target, long atMs) {
        Target pod = pods.get(target);
        double usual = LEVEL + LEVEL / 3 * Math.sin(2 * Math.PI * atMs / DAY_MS);
        List<Point> points = new ArrayList<>(SERIES_OF_A_TARGET + 1);
        points.add(Point.of(SampleBatch.UP, 1));
        for (int i = 0; i < SERIES_OF_A_TARGET; i++) {
            double value =
                    usual + NOISE * random.nextGaussian() + (i == jumping[target] && jumps(target, atMs) ? JUMP : 0);
            points.add(new Point(METRIC, labels.get(i), value));
        }
        Target workload = Target.deployment("load", "load", "w" + target / TARGETS_OF_A_WORKLOAD);
        SampleBatch batch = new SampleBatch(pod, workload, "n1", Instant.ofEpochMilli(atMs), points);
        producer.send(new ProducerRecord<>(
                Topics.METRICS.name(),
                null,
                atMs,
                Topics.METRICS.key().apply(batch).getBytes(StandardCharsets.UTF_8),
                Topics.METRICS.codec().encode(batch)));
        sent++;
    }

    private boolean jumps(int target, long atMs) {
        return atMs >= jumpedMs[target] && atMs < jumpedMs[target] + 1_500;
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
