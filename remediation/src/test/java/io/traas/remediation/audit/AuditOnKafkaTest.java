package io.traas.remediation.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.LedgerEntry;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.wire.Topics;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.ledger.KafkaLedgerLog;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger as two replicas write it on a real broker, exported and checked by the command. */
class AuditOnKafkaTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private TestBroker broker;

    @BeforeEach
    void start() throws Exception {
        broker = new TestBroker(Files.createDirectory(directory.resolve("broker")));
        broker.freshTopics();
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void what_two_replicas_wrote_is_clean_and_an_edit_of_the_export_is_named() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path secret = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        Path known = pem("PUBLIC KEY", keys.getPublic().getEncoded());
        try (KafkaPublisher publisher = new KafkaPublisher(broker.connection(), "audit-test")) {
            Checkpoints checkpoints = new Checkpoints(
                    new AuditSettings(Duration.ZERO, Optional.empty(), Signer.of(Optional.of(secret))),
                    publisher,
                    Clock.systemUTC());
            publisher.publish(Topics.LEDGER, entry("from before the chain")).join();
            act(checkpoints, "a", 3);
            checkpoints.publish();
            act(checkpoints, "b", 4);
            checkpoints.publish();
        }
        Path export = directory.resolve("ledger.jsonl");
        String bootstrap = broker.connection().bootstrapServers();
        assertThat(AuditMain.run(List.of("export", export.toString(), "--bootstrap", bootstrap)))
                .isZero();
        assertThat(AuditMain.run(List.of("verify", "--bootstrap", bootstrap, "--key", known.toString())))
                .isZero();

        List<String> lines = Files.readAllLines(export);
        assertThat(lines).hasSize(1 + 4 + 5);
        assertThat(verify(export, known, lines)).isZero();
        List<String> edited = new ArrayList<>(lines);
        edited.set(5, lines.get(5).replace("replica", "Replica"));
        assertThat(verify(export, known, edited)).isEqualTo(1);
        assertThat(verify(export, known, lines.subList(0, 9)))
                .as("the end is missing")
                .isEqualTo(1);
        Files.delete(directory.resolve("ledger.jsonl.checkpoints"));
        assertThat(verify(export, known, lines.subList(0, 9)))
                .as("the end is missing, and what saw it")
                .isEqualTo(1);
    }

    private static int verify(Path export, Path key, List<String> lines) throws IOException {
        Files.write(export, lines);
        return AuditMain.run(List.of("verify", "--from-file", export.toString(), "--key", key.toString()));
    }

    private void act(Checkpoints checkpoints, String replica, int entries) {
        try (LedgerLog log = new KafkaLedgerLog(
                broker.connection(), replica, TIMEOUT, Clock.systemUTC(), CrashPoints.none(), checkpoints::moved)) {
            Tenure tenure = log.takeOver(replica, new Deaf());
            for (int i = 0; i < entries; i++) {
                tenure.append(entry(replica + i));
            }
            tenure.close();
        }
    }

    private static final class Deaf implements LedgerLog.Reader {
        @Override
        public void entry(LedgerEntry entry) {}

        @Override
        public void unreadable(String position, String why) {}
    }

    private Path pem(String what, byte[] key) throws IOException {
        Path file = directory.resolve(what + ".pem");
        return Files.writeString(
                file,
                "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(key) + "\n-----END " + what
                        + "-----\n");
    }

    private static LedgerEntry entry(String id) {
        return new LedgerEntry.Escalated(id, "inc", "plan", Scene.NOON, "test");
    }
}
