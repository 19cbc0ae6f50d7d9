package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import io.traas.remediation.contract.LedgerLogContract;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestBroker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger on a real broker. */
class KafkaLedgerTest extends LedgerLogContract {

    /** So that epochs are counted from 1. */
    private static final Clock LONG_AGO = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void emptyLedger() throws Exception {
        broker.freshTopics();
    }

    @Override
    protected LedgerLog open() {
        return open(CrashPoints.none());
    }

    private static LedgerLog open(CrashPoints crashPoints) {
        return new KafkaLedgerLog(broker.connection(), "test", TIMEOUT, LONG_AGO, crashPoints);
    }

    @Override
    protected void writeForeign(byte[] line) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                broker.connection().properties("foreign"), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(Topics.LEDGER.name(), line));
        }
    }

    @Test
    void aTransactionThatItsWriterCouldNotFinishIsNeverReadAndHoldsUpNoTakeOver() throws InterruptedException {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        try (LedgerLog first = open(holdAtTheSecond(CrashPoint.ENTRY_UNCOMMITTED, reached, woken));
                LedgerLog second = open()) {
            Tenure paused = first.takeOver("a", new Seen());
            paused.note(escalated("never committed"));
            reached.await();

            Seen seen = new Seen();
            Tenure after = second.takeOver("b", seen);
            woken.countDown();

            assertThat(seen.ids()).containsExactly("take-over-1", "take-over-2");
            assertThatThrownBy(() -> paused.append(escalated("late"))).isInstanceOf(TenureLostException.class);
            after.append(escalated("1"));
            Seen all = new Seen();
            awaitRead(second, all, "1");
            assertThat(all.ids()).containsExactly("1");
        }
    }

    /** Holds the thread from the second time the point is passed: the first is the take-over's. */
    private static CrashPoints holdAtTheSecond(CrashPoint point, CountDownLatch reached, CountDownLatch woken) {
        int[] passed = new int[1];
        return passing -> {
            if (passing == point && ++passed[0] == 2) {
                reached.countDown();
                try {
                    woken.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    private static LedgerEntry escalated(String id) {
        return new LedgerEntry.Escalated(id, "inc", "plan", Scene.NOON, "test");
    }
}
