package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Verdict;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class BookTest {

    private final Book book = new Book();

    @Test
    void readingOurOwnEntriesAgainChangesNothing() {
        book.add(intent("i1", 0));
        book.add(intent("i1", 0));

        assertThat(book.plan("p1").orElseThrow().intents()).hasSize(1);
    }

    @Test
    void anIntentIsUnsettledUntilItsResult() {
        book.add(intent("i1", 0));
        book.add(intent("i2", 1));
        book.add(result("i1", Outcome.SUCCEEDED));

        PlanRecord plan = book.plan("p1").orElseThrow();
        assertThat(plan.unsettled()).extracting(LedgerEntry.Intent::id).containsExactly("i2");
        assertThat(plan.stepsDone()).isEqualTo(1);
        assertThat(plan.finished()).isFalse();
    }

    @Test
    void everyEndIsAnEnd() {
        assertThat(record(guarded(false)).finished()).isTrue();
        assertThat(record(guarded(true)).finished()).isFalse();
        assertThat(record(intent("i1", 0), result("i1", Outcome.DENIED)).finished())
                .isTrue();
        assertThat(record(intent("i1", 0), result("i1", Outcome.SUCCEEDED)).finished())
                .isFalse();
        assertThat(record(answered(false)).finished()).isTrue();
        assertThat(record(answered(true)).finished()).isFalse();
        assertThat(record(new LedgerEntry.Escalated("e", "inc", "p1", Scene.NOON, "why"))
                        .finished())
                .isTrue();
        assertThat(record(new LedgerEntry.Verified(
                                "v", "inc", "p1", Scene.NOON, "r", 1, Verdict.WORSE, null, List.of()))
                        .finished())
                .isTrue();
    }

    @Test
    void finishedPlansLeaveFirstWhenThereAreTooMany() {
        book.add(intent("open", 0));
        for (int i = 0; i < Book.MAX_PLANS + 5; i++) {
            book.add(new LedgerEntry.Escalated("e" + i, "inc", "done-" + i, Scene.NOON, "why"));
        }

        assertThat(book.plans()).hasSize(Book.MAX_PLANS);
        assertThat(book.plan("p1")).isPresent();
        assertThat(book.plan("done-0")).isEmpty();
    }

    @Test
    void anEntryThatIsNotDurableIsNotOnTheBook() {
        InMemoryPublisher topics = new InMemoryPublisher();
        topics.failWith(new IllegalStateException("disk full"));
        Ledger ledger = new Ledger(topics, Duration.ofSeconds(1), book);

        assertThatThrownBy(() -> ledger.append(intent("i1", 0)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("Intent i1")
                .hasMessageContaining("disk full");
        assertThat(book.plan("p1")).isEmpty();

        ledger.note(result("i1", Outcome.SUCCEEDED));
        assertThat(book.plan("p1")).isPresent();
    }

    @Test
    void aBrokerThatDoesNotAnswerIsWaitedForOnlySoLong() {
        Publisher silent = new Publisher() {
            @Override
            public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
                return new CompletableFuture<>();
            }

            @Override
            public void close() {}
        };
        Ledger ledger = new Ledger(silent, Duration.ofMillis(20), book);

        assertThatThrownBy(() -> ledger.append(intent("i1", 0))).hasMessageContaining("not durable within PT0.02S");
    }

    @Test
    void theLastHeartbeatIsRemembered() {
        InMemoryPublisher topics = new InMemoryPublisher();
        Ledger ledger = new Ledger(topics, Duration.ofSeconds(1), book);
        ledger.append(new LedgerEntry.HeartbeatSeen("h1", "heartbeat-7", "heartbeat-7", Scene.NOON, 7));

        assertThat(book.lastHeartbeat().orElseThrow().sequence()).isEqualTo(7);
        assertThat(topics.on(Topics.LEDGER)).hasSize(1);
        assertThat(book.plans()).isEmpty();
    }

    private static PlanRecord record(LedgerEntry... entries) {
        return new PlanRecord("p1", List.of(entries));
    }

    private static LedgerEntry.Intent intent(String id, int step) {
        return new LedgerEntry.Intent(
                id,
                "inc",
                "p1",
                Scene.NOON,
                step,
                new Action.RestartWorkload(Scene.CART),
                "key-" + id,
                1,
                "uid",
                "errors",
                Scene.NOON.plusSeconds(120));
    }

    private static LedgerEntry.Result result(String intentId, Outcome outcome) {
        return new LedgerEntry.Result("r-" + intentId, "inc", "p1", Scene.NOON, intentId, outcome, "done", "");
    }

    private static LedgerEntry.Guarded guarded(boolean allowed) {
        return new LedgerEntry.Guarded("g", "inc", "p1", Scene.NOON, "r", 1, allowed, List.of());
    }

    private static LedgerEntry.ApprovalAnswered answered(boolean approved) {
        return new LedgerEntry.ApprovalAnswered("a", "inc", "p1", Scene.NOON, approved, "ann", "");
    }
}
