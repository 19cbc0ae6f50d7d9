package io.traas.remediation.failover;

import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.ledger.KafkaLedgerLog;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.testing.TestBroker;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The journal of moves on the ledger of a real broker. */
class KafkaJournalTest extends MoveJournalContract {

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    private final List<LedgerLog> opened = new ArrayList<>();

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

    @AfterEach
    void closeLogs() {
        opened.forEach(LedgerLog::close);
    }

    @Override
    MoveJournal open() {
        LedgerLog log = new KafkaLedgerLog(
                broker.connection(), "test", Duration.ofSeconds(20), Clock.systemUTC(), CrashPoints.none());
        opened.add(log);
        return LedgerJournals.takenOver(log);
    }
}
