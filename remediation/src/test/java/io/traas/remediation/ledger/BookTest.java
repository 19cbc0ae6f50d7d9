package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Verdict;
import io.traas.remediation.ledger.Irregularity.Kind;
import io.traas.remediation.testing.InMemoryLedger;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.util.List;
import java.util.Optional;
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
        book.add(result("i1", Outcome.SUCCEEDED));
        book.add(intent("i2", 1));

        PlanRecord plan = book.plan("p1").orElseThrow();
        assertThat(plan.unsettled()).extracting(LedgerEntry.Intent::id).containsExactly("i2");
        assertThat(plan.stepsDone()).isEqualTo(1);
        assertThat(plan.finished()).isFalse();
    }

    @Test
    void everyEndIsAnEnd() {
        assertThat(finished(guarded(false))).isTrue();
        assertThat(finished(guarded(true))).isFalse();
        assertThat(finished(intent("i1", 0), result("i1", Outcome.DENIED))).isTrue();
        assertThat(finished(intent("i1", 0), result("i1", Outcome.SUCCEEDED))).isFalse();
        assertThat(finished(asked(), answered(false))).isTrue();
        assertThat(finished(asked(), answered(true))).isFalse();
        assertThat(finished(escalated())).isTrue();
        assertThat(finished(intent("i1", 0), result("i1", Outcome.SUCCEEDED), verified()))
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
    void theOldestOrderIsForgottenWhenThereAreTooMany() {
        for (int i = 0; i <= Book.MAX_PLANS; i++) {
            Command seen = new Command.Acknowledge("c" + i, Scene.NOON, "ann", "mine", "inc");
            book.add(LedgerEntry.Commanded.of(seen, Scene.NOON));
        }

        assertThat(book.hasCommand("c0")).isFalse();
        assertThat(book.hasCommand("c1")).isTrue();
    }

    @Test
    void anEntryThatIsNotDurableIsNotOnTheBook() {
        InMemoryLedger store = new InMemoryLedger(new TestClock(Scene.NOON));
        Ledger ledger = new Ledger(store.open().takeOver("test", seen()), book);
        store.failWith(new IllegalStateException("disk full"));

        assertThatThrownBy(() -> ledger.append(intent("i1", 0)))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("disk full");
        assertThat(book.plan("p1")).isEmpty();

        ledger.note(guarded(true));
        assertThat(book.plan("p1")).isPresent();
    }

    @Test
    void nothingIsNotedOnceAnotherHasTakenOver() {
        InMemoryLedger store = new InMemoryLedger(new TestClock(Scene.NOON));
        Ledger ledger = new Ledger(store.open().takeOver("first", seen()), book);
        store.open().takeOver("second", seen());

        assertThatThrownBy(() -> ledger.note(guarded(true))).isInstanceOf(TenureLostException.class);
        assertThat(book.plan("p1")).isEmpty();
    }

    @Test
    void theLastHeartbeatIsRemembered() {
        book.add(new LedgerEntry.HeartbeatSeen("h1", "heartbeat-7", "heartbeat-7", Scene.NOON, 7));

        assertThat(book.lastHeartbeat().orElseThrow().sequence()).isEqualTo(7);
        assertThat(book.plans()).isEmpty();
    }

    @Test
    void aResultWithoutItsIntentIsReportedAndNotApplied() {
        assertIrregular(Kind.RESULT_WITHOUT_INTENT, result("i1", Outcome.SUCCEEDED));
        assertIrregular(
                Kind.RESULT_WITHOUT_INTENT,
                intent("i1", 0),
                result("i1", Outcome.SUCCEEDED),
                new LedgerEntry.Result("again", "inc", "p1", Scene.NOON, "i1", Outcome.FAILED, "", ""));
    }

    @Test
    void aStepBeforeTheOneBeforeItHasEndedIsAGap() {
        assertIrregular(Kind.GAP, intent("i2", 1));
        assertIrregular(Kind.GAP, intent("i1", 0), intent("i2", 1));
        assertIrregular(Kind.GAP, intent("i1", 0), result("i1", Outcome.SUCCEEDED), intent("i3", 2));
    }

    @Test
    void anIntentOfAnotherEpochThanTheTakeOverBeforeItIsForeign() {
        LedgerEntry tookOver = LedgerEntry.TookOver.of(5, "a", Scene.NOON);
        assertIrregular(Kind.FOREIGN_EPOCH, tookOver, intent("i1", 0, 4));
        assertIrregular(Kind.FOREIGN_EPOCH, tookOver, intent("i1", 0, 6));
        Book good = new Book();
        good.add(tookOver);
        assertThat(good.add(intent("i1", 0, 5))).isEmpty();
    }

    @Test
    void aTakeOverThatDoesNotRaiseTheEpochChangesNothing() {
        book.add(LedgerEntry.TookOver.of(5, "a", Scene.NOON));

        assertThat(book.add(LedgerEntry.TookOver.of(5, "b", Scene.NOON)))
                .hasValueSatisfying(wrong -> assertThat(wrong.kind()).isEqualTo(Kind.EPOCH_WENT_BACK));
        assertThat(book.add(intent("i1", 0, 5))).isEmpty();
    }

    @Test
    void whatMayNotFollowIsOutOfOrder() {
        assertIrregular(Kind.OUT_OF_ORDER, answered(true));
        assertIrregular(Kind.OUT_OF_ORDER, intent("i1", 0), verified());
        assertIrregular(Kind.OUT_OF_ORDER, intent("i1", 0), guarded(false));
    }

    @Test
    void anIrregularEntryOfAPlanThatHasEndedLeavesItEnded() {
        book.add(guarded(false));

        assertThat(book.add(intent("i1", 0))).isPresent();
        assertThat(book.plan("p1").orElseThrow().finished()).isTrue();
    }

    @Test
    void aStepOfUnknownOutcomeIsOwedToAPersonUntilThePersonWasTold() {
        book.add(intent("i1", 0));
        book.add(result("i1", Outcome.UNKNOWN));
        assertThat(book.plan("p1").orElseThrow().owedToPerson()).isPresent();
        assertThat(book.plan("p1").orElseThrow().finished()).isFalse();

        book.add(escalated());
        assertThat(book.plan("p1").orElseThrow().owedToPerson()).isEmpty();
        assertThat(book.plan("p1").orElseThrow().finished()).isTrue();
    }

    /** The last of the entries is irregular, and the plan is owed to a person with the rest as it was. */
    private static void assertIrregular(Kind kind, LedgerEntry... entries) {
        Book book = new Book();
        for (int i = 0; i < entries.length - 1; i++) {
            assertThat(book.add(entries[i])).isEmpty();
        }
        int steps = book.plan("p1").map(plan -> plan.state().steps().size()).orElse(0);

        Optional<Irregularity> wrong = book.add(entries[entries.length - 1]);

        assertThat(wrong).hasValueSatisfying(it -> assertThat(it.kind()).isEqualTo(kind));
        PlanRecord plan = book.plan("p1").orElseThrow();
        assertThat(plan.owedToPerson())
                .hasValueSatisfying(why -> assertThat(why).contains(kind.name()));
        assertThat(plan.state().steps()).hasSize(steps);
    }

    private static boolean finished(LedgerEntry... entries) {
        Book book = new Book();
        for (LedgerEntry entry : entries) {
            assertThat(book.add(entry)).isEmpty();
        }
        return book.plan("p1").orElseThrow().finished();
    }

    private static LedgerLog.Reader seen() {
        return new LedgerLog.Reader() {
            @Override
            public void entry(LedgerEntry entry) {}

            @Override
            public void unreadable(String position, String why) {}
        };
    }

    private static LedgerEntry verified() {
        return new LedgerEntry.Verified("v", "inc", "p1", Scene.NOON, "r", 1, Verdict.WORSE, null, List.of());
    }

    private static LedgerEntry escalated() {
        return new LedgerEntry.Escalated("e", "inc", "p1", Scene.NOON, "why");
    }

    private static LedgerEntry asked() {
        return new LedgerEntry.ApprovalAsked(
                "q",
                "inc",
                "p1",
                Scene.NOON,
                Scene.plan("r", 1, new Action.RestartWorkload(Scene.CART)),
                "risky",
                Scene.NOON.plusSeconds(600));
    }

    private static LedgerEntry.Intent intent(String id, int step) {
        return intent(id, step, 1);
    }

    private static LedgerEntry.Intent intent(String id, int step, long epoch) {
        return new LedgerEntry.Intent(
                id,
                "inc",
                "p1",
                Scene.NOON,
                step,
                new Action.RestartWorkload(Scene.CART),
                "key-" + id,
                epoch,
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
