package io.traas.collectors.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.traas.model.DeadLetter;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HistoryWriterTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.METRICS.name(), 0);

    private final FakeStore store = new FakeStore();
    private final InMemoryPublisher deadLetters = new InMemoryPublisher();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MockConsumer<String, byte[]> kafka = new MockConsumer<>("earliest");
    private final HistoryWriter writer = new HistoryWriter(
            () -> kafka, store, new InfluxLines(Pattern.compile(".*")), deadLetters, registry, Clock.systemUTC());
    private long offset;

    @AfterEach
    void close() {
        writer.close();
    }

    @Test
    void scrapesAreWrittenAndThenCommitted() {
        start();

        give(batch(1));
        give(batch(2));

        await().atMost(10, TimeUnit.SECONDS).until(() -> committed() == 2);
        assertThat(store.taken()).hasSize(2).allMatch(line -> line.startsWith("number,"));
        assertThat(points("written")).isEqualTo(2);
    }

    @Test
    void nothingIsCommittedWhileTheStoreIsAwayAndNothingIsLost() {
        store.away(true);
        start();
        give(batch(1));
        await().atMost(10, TimeUnit.SECONDS).until(() -> writer.failure().equals("away"));
        give(batch(2));
        assertThat(committed()).isZero();

        store.away(false);

        await().atMost(20, TimeUnit.SECONDS).until(() -> committed() == 2);
        assertThat(store.taken()).hasSize(2);
        assertThat(writer.failure()).isEmpty();
    }

    @Test
    void refusedLinesAndUnreadableRecordsAreDeadLettersAndTheRestIsWritten() {
        store.refuse("number,cluster=c1,kind=Pod,name=web-1,namespace=shop,workload=c1/shop/Pod/web-1 value=2.0");
        start();

        give(batch(1));
        give("garbage".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        give(batch(2));
        give(batch(3));

        await().atMost(10, TimeUnit.SECONDS).until(() -> committed() == 4);
        assertThat(store.taken()).hasSize(2);
        assertThat(deadLetters.on(Topics.DEAD_LETTERS))
                .extracting(DeadLetter::source)
                .containsOnly("collectors/history");
        assertThat(deadLetters.on(Topics.DEAD_LETTERS))
                .extracting(DeadLetter::about)
                .containsExactlyInAnyOrder("traas.metrics/0@1", "1 points for the history store");
        assertThat(points("refused")).isEqualTo(1);
    }

    @Test
    void aReaderThatBrokeIsReplaced() {
        start();
        kafka.schedulePollTask(() -> kafka.setPollException(new KafkaException("lost the group")));

        await().atMost(10, TimeUnit.SECONDS).until(() -> writer.failure().contains("lost the group"));
    }

    private void start() {
        kafka.schedulePollTask(() -> {
            kafka.rebalance(Set.of(PARTITION));
            kafka.updateBeginningOffsets(Map.of(PARTITION, 0L));
        });
        writer.start();
        await().atMost(10, TimeUnit.SECONDS).until(() -> kafka.assignment().contains(PARTITION));
    }

    private void give(SampleBatch batch) {
        give(Topics.METRICS.codec().encode(batch));
    }

    private void give(byte[] value) {
        long at = offset++;
        kafka.schedulePollTask(() -> kafka.addRecord(new ConsumerRecord<>(PARTITION.topic(), 0, at, "key", value)));
    }

    private long committed() {
        OffsetAndMetadata committed = kafka.committed(Set.of(PARTITION)).get(PARTITION);
        return committed == null ? 0 : committed.offset();
    }

    private double points(String outcome) {
        return registry.get("traas.history.points")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static SampleBatch batch(int number) {
        Target target = Target.pod("c1", "shop", "web-1");
        return new SampleBatch(target, target, "", Instant.ofEpochMilli(number), List.of(Point.of("number", number)));
    }

    /** Takes lines unless told to be away or to refuse some. */
    private static final class FakeStore implements HistoryStore {

        private final List<String> taken = new ArrayList<>();
        private boolean away;
        private String refused = "nothing";

        @Override
        public synchronized List<Refusal> write(List<String> lines) {
            if (away) {
                throw new StoreAwayException("away", null);
            }
            List<String> bad =
                    lines.stream().filter(line -> line.startsWith(refused)).toList();
            lines.stream().filter(line -> !bad.contains(line)).forEach(taken::add);
            return bad.isEmpty() ? List.of() : List.of(new Refusal("no", bad));
        }

        synchronized void away(boolean now) {
            away = now;
        }

        synchronized void refuse(String beginning) {
            refused = beginning;
        }

        synchronized List<String> taken() {
            return List.copyOf(taken);
        }

        @Override
        public void close() {}
    }
}
