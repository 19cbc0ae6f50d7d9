package io.traas.remediation.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.ledger.TenureLostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What a ledger promises, wherever it is kept. Each test begins with an empty one. */
public abstract class LedgerLogContract {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    /** One replica's view of the ledger of this test. Closed by the test. */
    protected abstract LedgerLog open();

    /** Writes past every tenure, as a foreign producer would. */
    protected abstract void writeForeign(byte[] line);

    @Test
    void whatWasAppendedIsReadByEveryReplicaInOrder() {
        try (LedgerLog writer = open();
                LedgerLog other = open()) {
            Tenure tenure = writer.takeOver("a", new Seen());
            tenure.append(entry("1"));
            tenure.note(entry("2"));
            tenure.append(entry("3"));

            Seen seen = new Seen();
            awaitRead(other, seen, "3");

            assertThat(seen.ids()).containsExactly("take-over-1", "1", "2", "3");
        }
    }

    @Test
    void readingGoesOnWhereItEnded() {
        try (LedgerLog writer = open();
                LedgerLog other = open()) {
            Tenure tenure = writer.takeOver("a", new Seen());
            Seen seen = new Seen();
            awaitRead(other, seen, "take-over-1");
            tenure.append(entry("1"));
            awaitRead(other, seen, "1");
            other.readOn(seen);

            assertThat(seen.ids()).containsExactly("take-over-1", "1");
        }
    }

    @Test
    void eachTakeOverHasTheNextEpochAndReadsAllThatWasWrittenBefore() {
        try (LedgerLog first = open();
                LedgerLog second = open()) {
            Tenure before = first.takeOver("a", new Seen());
            before.append(entry("1"));
            Seen seen = new Seen();

            Tenure after = second.takeOver("b", seen);

            assertThat(before.epoch()).isEqualTo(1);
            assertThat(after.epoch()).isEqualTo(2);
            assertThat(seen.ids()).containsExactly("take-over-1", "1", "take-over-2");
            assertThat(seen.entries.get(2))
                    .isInstanceOfSatisfying(
                            LedgerEntry.TookOver.class,
                            tookOver -> assertThat(tookOver.replica()).isEqualTo("b"));
        }
    }

    @Test
    void theEpochOfAnOlderLedgerIsContinued() {
        try (LedgerLog log = open()) {
            writeForeign(
                    ("{\"schemaVersion\":1,\"type\":\"Intent\",\"id\":\"i\",\"incidentId\":\"inc\",\"planId\":\"p\","
                                    + "\"at\":\"2026-03-01T12:00:00Z\",\"step\":0,\"action\":{\"type\":\"Cordon\",\"target\":"
                                    + "{\"cluster\":\"c\",\"namespace\":\"\",\"kind\":\"Node\",\"name\":\"n\"}},"
                                    + "\"idempotencyKey\":\"k\",\"epoch\":1700000000000}")
                            .getBytes(StandardCharsets.UTF_8));

            assertThat(log.takeOver("a", new Seen()).epoch()).isEqualTo(1_700_000_000_001L);
        }
    }

    @Test
    void whoWasReplacedCanWriteNothingMoreAndKnowsIt() {
        try (LedgerLog first = open();
                LedgerLog second = open()) {
            Tenure before = first.takeOver("a", new Seen());
            assertThat(before.isHeld()).isTrue();
            Tenure after = second.takeOver("b", new Seen());

            assertThatThrownBy(() -> before.append(entry("late"))).isInstanceOf(TenureLostException.class);
            assertThat(before.isHeld()).isFalse();
            assertThatThrownBy(() -> before.append(entry("later"))).isInstanceOf(TenureLostException.class);
            after.append(entry("1"));

            Seen seen = new Seen();
            awaitRead(second, seen, "1");
            assertThat(seen.ids()).containsExactly("1");
        }
    }

    @Test
    void aTenureThatWasGivenUpWritesWhatWasNotedAndNothingElse() {
        try (LedgerLog log = open()) {
            Tenure tenure = log.takeOver("a", new Seen());
            tenure.note(entry("noted"));
            tenure.close();

            assertThat(tenure.isHeld()).isFalse();
            assertThatThrownBy(() -> tenure.append(entry("late"))).isInstanceOf(TenureLostException.class);
            Seen seen = new Seen();
            assertThat(log.takeOver("a", seen).epoch()).isEqualTo(2);
            assertThat(seen.ids()).containsExactly("noted", "take-over-2");
        }
    }

    @Test
    void aReplicaMayTakeOverFromItself() {
        try (LedgerLog log = open()) {
            Tenure before = log.takeOver("a", new Seen());
            Tenure after = log.takeOver("a", new Seen());

            after.append(entry("1"));
            assertThatThrownBy(() -> before.append(entry("late"))).isInstanceOf(TenureLostException.class);
        }
    }

    @Test
    void whatIsNoEntryIsReportedAndHindersNothing() {
        try (LedgerLog log = open()) {
            writeForeign("oops".getBytes(StandardCharsets.UTF_8));
            Seen seen = new Seen();

            log.takeOver("a", seen).append(entry("1"));

            assertThat(seen.unreadable).hasSize(1).allMatch(why -> why.contains("oops"));
            assertThat(seen.ids()).containsExactly("take-over-1");
        }
    }

    @Test
    void writersSideBySideAllGetThrough() {
        try (LedgerLog log = open()) {
            Tenure tenure = log.takeOver("a", new Seen());

            IntStream.range(0, 40).parallel().forEach(i -> tenure.append(entry("e" + i)));

            tenure.append(entry("last"));
            Seen seen = new Seen();
            awaitRead(log, seen, "last");
            seen.entries.remove(seen.entries.size() - 1);
            assertThat(seen.ids())
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 40).mapToObj(i -> "e" + i).toList());
        }
    }

    /** A commit is known to its writer a moment before others can read it. */
    protected static void awaitRead(LedgerLog log, Seen seen, String lastId) {
        Awaitility.await().until(() -> {
            log.readOn(seen);
            return seen.ids().contains(lastId);
        });
    }

    private static LedgerEntry entry(String id) {
        return new LedgerEntry.Escalated(id, "inc", "plan", NOON, "test");
    }

    /** Keeps what it is given. */
    protected static final class Seen implements LedgerLog.Reader {

        final List<LedgerEntry> entries = new ArrayList<>();
        final List<String> unreadable = new ArrayList<>();

        public Seen() {}

        @Override
        public void entry(LedgerEntry entry) {
            entries.add(entry);
        }

        @Override
        public void unreadable(String position, String why) {
            unreadable.add(position + ": " + why);
        }

        public List<String> ids() {
            return entries.stream().map(LedgerEntry::id).toList();
        }
    }
}
