package io.traas.collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.traas.model.DeadLetter;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final InMemoryPublisher kafka = new InMemoryPublisher();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private Outbox outbox;

    @AfterEach
    void close() {
        stuck.countDown();
        outbox.close();
    }

    @Test
    void recordsArriveInOrder() {
        outbox = new Outbox(kafka, 10_000, registry);

        IntStream.range(0, 1_000).forEach(i -> outbox.publish(Topics.METRICS, batch(i)));

        await().atMost(10, TimeUnit.SECONDS).until(() -> outbox.waiting() == 0);
        assertThat(kafka.on(Topics.METRICS))
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(OutboxTest::batch).toList());
    }

    @Test
    void whatKafkaRefusesIsKeptAndSentWhenItRecovers() {
        outbox = new Outbox(kafka, 10_000, registry);
        kafka.failWith(new IllegalStateException("broker away"));
        outbox.publish(Topics.METRICS, batch(1));
        outbox.publish(Topics.DEAD_LETTERS, letter(1));
        await().atMost(10, TimeUnit.SECONDS).until(() -> outbox.failure().equals("broker away"));

        kafka.recover();

        await().atMost(10, TimeUnit.SECONDS).until(() -> outbox.waiting() == 0);
        assertThat(kafka.on(Topics.METRICS)).containsExactly(batch(1));
        assertThat(kafka.on(Topics.DEAD_LETTERS)).containsExactly(letter(1));
        assertThat(outbox.failure()).isEmpty();
        assertThat(outbox.dropped()).isZero();
    }

    @Test
    void publishingNeverWaitsEvenWhenKafkaBlocks() {
        outbox = new Outbox(blocking(), 10_000, registry);

        CompletableFuture<Void> all = CompletableFuture.runAsync(
                () -> IntStream.range(0, 1_000).forEach(i -> outbox.publish(Topics.METRICS, batch(i))));

        assertThat(all).succeedsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void whatNoLongerFitsIsDroppedOldestFirstAndCounted() {
        kafka.failWith(new IllegalStateException("broker away"));
        outbox = new Outbox(kafka, 100, registry);
        outbox.publish(Topics.METRICS, batch(-1));
        await().atMost(10, TimeUnit.SECONDS).until(() -> !outbox.failure().isEmpty());
        IntStream.range(0, 150).forEach(i -> outbox.publish(Topics.METRICS, batch(i)));
        outbox.publish(Topics.DEAD_LETTERS, letter(1));

        assertThat(outbox.dropped()).isEqualTo(50);
        assertThat(registry.get("traas.outbox.dropped")
                        .tag("lane", "samples")
                        .counter()
                        .count())
                .isEqualTo(50);

        kafka.recover();
        await().atMost(10, TimeUnit.SECONDS).until(() -> outbox.waiting() == 0);
        assertThat(kafka.on(Topics.METRICS)).hasSize(101).endsWith(batch(149)).doesNotContain(batch(49));
        assertThat(kafka.on(Topics.DEAD_LETTERS)).hasSize(1);
    }

    private Publisher blocking() {
        return new Publisher() {
            @Override
            public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
                try {
                    stuck.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void close() {}
        };
    }

    private static SampleBatch batch(int number) {
        Target target = Target.pod("c1", "shop", "web-1");
        return new SampleBatch(target, target, "", Instant.EPOCH, List.of(Point.of("number", number)));
    }

    private static DeadLetter letter(int number) {
        return new DeadLetter("test", "about", "reason " + number, Instant.EPOCH, "");
    }
}
