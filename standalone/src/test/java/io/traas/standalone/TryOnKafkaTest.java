package io.traas.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.dryrun.Try;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import io.traas.model.wire.WrittenJson;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./traas detect try} on two hours of scrapes as they lie on a real broker, on all partitions. */
class TryOnKafkaTest {

    private static final int PODS = 20;
    private static final long SCRAPE_MS = 15_000;
    private static final int SCRAPES = 480;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SPEC = """
            {"id": "queue-long", "enabled": true,
             "signal": {"name": "waiting", "kind": "GAUGE", "metric": "waiting", "match": {}, "overMetric": "",
                        "over": {}, "unit": "1"},
             "level": "WORKLOAD", "method": "THRESHOLD", "direction": "HIGH",
             "threshold": 5, "minDelta": 0, "minWeight": 0, "breaches": 2, "window": 3,
             "failureClass": "SATURATION", "severity": "SEV3"}""";

    @TempDir
    private static Path folder;

    private static Broker broker;
    private static Path spec;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @BeforeAll
    static void live() throws Exception {
        broker = new Broker(folder.resolve("kafka"), 0);
        KafkaConnection connection = new KafkaConnection(broker.bootstrapServers());
        TopicAdmin.ensure(connection, Topics.ALL);
        spec = Files.writeString(folder.resolve("spec.json"), SPEC);
        Properties properties = connection.properties("past");
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer())) {
            DetectorSpec inForce = WrittenJson.read(
                    SPEC.replace("\"threshold\": 5", "\"threshold\": 50").getBytes(StandardCharsets.UTF_8),
                    DetectorSpec.class);
            send(producer, Topics.DETECTORS, NOW.toEpochMilli(), inForce);
            for (int scrape = 0; scrape < SCRAPES; scrape++) {
                for (int pod = 0; pod < PODS; pod++) {
                    long atMs = NOW.toEpochMilli() - (SCRAPES - scrape) * SCRAPE_MS + pod * 100;
                    send(producer, Topics.METRICS, atMs, scrape(pod, scrape, atMs));
                }
            }
        }
    }

    /** Of the first workload ten wait from the 100th scrape on and a hundred from the 300th, for twenty scrapes each. */
    private static SampleBatch scrape(int pod, int scrape, long atMs) {
        boolean first = pod % 2 == 0;
        double waiting = !first ? 0 : scrape / 20 == 5 ? 10 : scrape / 20 == 15 ? 100 : 0;
        Target workload = Target.deployment("town", "shop", first ? "first" : "second");
        return new SampleBatch(
                Target.pod("town", "shop", workload.name() + "-" + pod),
                workload,
                "",
                Instant.ofEpochMilli(atMs),
                List.of(Point.of(SampleBatch.UP, 1), Point.of("waiting", waiting)));
    }

    private static <T> void send(KafkaProducer<String, byte[]> producer, Topic<T> topic, long atMs, T value) {
        producer.send(new ProducerRecord<>(
                topic.name(),
                null,
                atMs,
                topic.key().apply(value),
                topic.codec().encode(value)));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void theCandidateIsJudgedBesideTheDetectorInForce() {
        assertThat(run()).as(said(errors)).isZero();

        assertThat(said(out))
                .contains("closed after", "town/shop/Deployment/first  waiting 10, expected 0 to 5:")
                .contains("judged 2 series at 960 points and opened 2 anomalies, 24.0 a day")
                .contains("by workload: shop/first 2")
                .contains("as it is in force now, on the same history: 2 series, 960 points, opened 1 anomaly")
                .contains("9,600 scrapes");
    }

    @Test
    void onlyWhatIsYoungEnoughIsRead() {
        assertThat(run("--since", "1h")).as(said(errors)).isZero();

        assertThat(said(out)).contains("4,800 scrapes", "opened 1 anomaly");
    }

    @Test
    void aTimeInWhichNothingWasWrittenIsToldAsSuch() {
        assertThat(run("--since", "1s")).isEqualTo(1);

        assertThat(said(errors))
                .contains("traas.metrics at " + broker.bootstrapServers() + " has nothing that was written since");
    }

    private int run(String... more) {
        List<String> arguments = new ArrayList<>(List.of(spec.toString(), "--bootstrap", broker.bootstrapServers()));
        arguments.addAll(List.of(more));
        return new Try(
                        Map.of(),
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(errors, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
