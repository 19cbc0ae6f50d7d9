package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.traas.model.Autonomy;
import io.traas.model.TargetState;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Codec;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.people.SwitchMemory;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.RecordedNotices;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestBroker;
import io.traas.remediation.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a replica that cannot begin, or cannot hear, on a real broker. */
class LivesTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SESSION = Duration.ofSeconds(30);

    /** As when there is no name server. */
    private static final KafkaConnection UNRESOLVABLE = new KafkaConnection("no-such-broker.invalid:9092");

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    private final Office office = new Office();
    private volatile KafkaConnection kafka;
    private Lives lives;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void emptyTopics() throws Exception {
        broker.freshTopics();
        kafka = broker.connection();
    }

    @AfterEach
    void end() {
        if (lives != null) {
            lives.close();
        }
    }

    @Test
    void whatCannotBeginWithoutANameServerBeginsOnceThereIsOne() {
        kafka = UNRESOLVABLE;
        lives = new Lives(() -> replica(SESSION));
        await().atMost(LONG).until(() -> !lives.failure().isEmpty());
        assertThat(lives.failure()).contains("No resolvable bootstrap urls");
        assertThat(lives.current()).isEmpty();

        kafka = broker.connection();
        awaitActing();
    }

    @Test
    void aLifeThatCannotBeginLeavesNothingOfItselfBehind() {
        Duration noneThatKafkaTakes = Duration.ZERO;

        assertThatThrownBy(() -> replica(noneThatKafkaTakes)).isInstanceOf(KafkaException.class);

        await().atMost(LONG).until(() -> readers().isEmpty());
    }

    @Test
    void whoActsAndHearsNoMoreLeavesTheSeatAndBeginsAnew() {
        lives = new Lives(() -> replica(SESSION));
        awaitActing();
        Replica first = lives.current().orElseThrow();

        breakTheReader();

        await().atMost(LONG).until(() -> !lives.failure().isEmpty());
        assertThat(first.isActing()).isFalse();
        assertThat(first.failure()).contains("traas-remediation reads no more", "OutOfMemoryError");
        office.broken = "";
        awaitActing();
        assertThat(lives.current().orElseThrow()).isNotSameAs(first);
    }

    @Test
    void aLifeThatCannotEvenEndWellLeavesTheSeatToTheNext() {
        office.broken = Topics.AUDIT.name();
        lives = new Lives(() -> replica(SESSION));
        await().atMost(LONG).until(() -> lives.failure().contains("OutOfMemoryError"));

        office.broken = "";

        awaitActing();
    }

    @Test
    void whoStandsByAndHearsNoMoreBeginsAnewToo() throws InterruptedException {
        lives = new Lives(() -> replica(SESSION));
        awaitActing();
        try (Replica standby = replica(SESSION)) {
            Thread thread = new Thread(() -> live(standby));
            thread.start();
            await().atMost(LONG).until(standby::isCaughtUp);

            breakTheReader();

            thread.join(LONG.toMillis());
            assertThat(thread.isAlive()).isFalse();
            assertThat(standby.failure()).contains("reads no more");
        }
    }

    /** A record that cannot be read, and then not even a dead letter can be written about it. */
    private void breakTheReader() {
        office.broken = Topics.DEAD_LETTERS.name();
        Codec<TargetState> garbled = new Codec<>() {
            @Override
            public byte[] encode(TargetState value) {
                return "garbled".getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public TargetState decode(byte[] bytes) {
                throw new AssertionError("nobody reads with this");
            }
        };
        try (KafkaPublisher publisher = new KafkaPublisher(broker.connection(), "test")) {
            publisher
                    .publish(
                            new Topic<>(Topics.TARGETS.name(), garbled, state -> "", 1, true, null),
                            Scene.state(Scene.CART, 3, 3, Autonomy.AUTO))
                    .join();
        }
    }

    private Replica replica(Duration session) {
        return new Replica(new Replica.Surroundings(
                OnBroker.config("replica", session),
                kafka,
                (mandate, crashPoints) -> new FakeCluster().under(mandate),
                (namespaces, now) -> List.of(),
                Optional.empty(),
                new SwitchMemory(),
                office,
                new RecordedNotices(),
                new TestClock(Scene.NOON),
                CrashPoints.none()));
    }

    private void awaitActing() {
        await().atMost(LONG)
                .until(() -> lives.current().filter(Replica::isActing).isPresent());
    }

    private static void live(Replica replica) {
        try {
            replica.live();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Set<String> readers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("traas-remediation"))
                .collect(Collectors.toSet());
    }

    /** Takes everything but what is for the topic that is broken. */
    private static final class Office implements Publisher {

        private final InMemoryPublisher topics = new InMemoryPublisher();
        private volatile String broken = "";

        @Override
        public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
            if (topic.name().equals(broken)) {
                throw new OutOfMemoryError("as a test has it");
            }
            return topics.publish(topic, value);
        }

        @Override
        public void close() {
            topics.close();
        }
    }
}
