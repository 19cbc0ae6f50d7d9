package io.traas.remediation.act;

import static io.traas.remediation.testing.Scene.CART;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.InMemoryLedger;
import io.traas.remediation.testing.RecordedNotices;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExpirySweeperTest {

    private final TestClock clock = new TestClock(Scene.NOON);
    private final InMemoryLedger store = new InMemoryLedger(clock);
    private final FakeCluster cluster = new FakeCluster();
    private final RecordedNotices notices = new RecordedNotices();
    private final List<TemporaryChanges.Ended> ended = new ArrayList<>(
            List.of(new TemporaryChanges.Ended(new Action.Scale(CART, 4, 2), "uid-cart", Scene.NOON.minusSeconds(1))));

    @Test
    void whatIsOverIsTakenBackWithIntentAndResultOnTheLedger() {
        sweeper().sweep();

        assertThat(cluster.effects()).extracting(Step::action).containsExactly(new Action.Scale(CART, 4, 2));
        List<LedgerEntry> entries = written();
        assertThat(entries).hasSize(4);
        assertThat(entries.get(0)).isInstanceOf(LedgerEntry.UndoOwed.class);
        assertThat(entries.get(1)).isInstanceOf(LedgerEntry.Intent.class);
        assertThat(((LedgerEntry.Result) entries.get(2)).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(((LedgerEntry.Undone) entries.get(3)).complete()).isTrue();
    }

    @Test
    void whateverBecomesOfItNothingIsLeftOpenOnTheLedger() {
        ExpirySweeper sweeper = sweeper();
        cluster.refusal = StepResult.denied(Reason.CHANGED, "somebody else changed it");
        sweeper.sweep();
        cluster.refusal = StepResult.unknown("no answer");
        clock.advance(ExpirySweeper.FIRST_PAUSE);
        sweeper.sweep();
        cluster.refusal = null;
        clock.advance(ExpirySweeper.LONGEST_PAUSE);
        sweeper.sweep();

        Book replayed = new Book();
        store.entries().forEach(entry -> assertThat(replayed.add(entry)).isEmpty());
        assertThat(replayed.plans()).hasSize(3).allMatch(PlanRecord::finished);
    }

    @Test
    void aPersonIsToldOnceThatAChangeDoesNotEnd() {
        ExpirySweeper sweeper = sweeper();
        cluster.refusal = StepResult.denied(Reason.FORBIDDEN, "may not");
        for (int minute = 0; minute < 120; minute++) {
            sweeper.sweep();
            clock.advance(Duration.ofMinutes(1));
        }

        assertThat(notices.sent()).singleElement().satisfies(notice -> {
            assertThat(notice.kind()).isEqualTo(Notice.Kind.HUMAN_NEEDED);
            assertThat(notice.text()).contains("Deployment/cart", "3 tries", "may not");
        });
    }

    @Test
    void nothingIsTakenBackWhileStoppedButSoonAfter() {
        ExpirySweeper sweeper = sweeper();
        cluster.stopSwitch = SwitchState.unreadable("a test");
        sweeper.sweep();
        assertThat(cluster.effects()).isEmpty();

        cluster.stopSwitch = SwitchState.run();
        clock.advance(ExpirySweeper.FIRST_PAUSE);
        sweeper.sweep();

        assertThat(cluster.effects()).hasSize(1);
    }

    @Test
    void whatIsRefusedIsTriedLaterAndLater() {
        ExpirySweeper sweeper = sweeper();
        cluster.refusal = StepResult.denied(Reason.CHANGED, "somebody else changed it");
        for (int second = 0; second < 600; second += 15) {
            sweeper.sweep();
            clock.advance(Duration.ofSeconds(15));
        }
        // At 0, 1, 3 and 7 minutes.
        assertThat(written()).filteredOn(LedgerEntry.Intent.class::isInstance).hasSize(4);
    }

    @Test
    void aNewLifeOfThePlatformNeedsToRememberNothing() {
        cluster.refusal = StepResult.denied(Reason.STOPPED, "a test");
        sweeper().sweep();
        cluster.refusal = null;

        sweeper().sweep();

        assertThat(cluster.effects()).hasSize(1);
    }

    @Test
    void whatIsGoneFromTheClusterIsForgotten() {
        ExpirySweeper sweeper = sweeper();
        cluster.refusal = StepResult.denied(Reason.STOPPED, "a test");
        sweeper.sweep();
        TemporaryChanges.Ended change = ended.remove(0);
        sweeper.sweep();
        ended.add(change);
        cluster.refusal = null;

        sweeper.sweep();

        assertThat(cluster.effects()).hasSize(1);
    }

    private ExpirySweeper sweeper() {
        Ledger ledger = new Ledger(store.open().takeOver("test", new Unread()), new Book());
        PlanRunner runner = new PlanRunner(ledger, cluster, clock, Duration.ofSeconds(30), CrashPoints.none());
        return new ExpirySweeper(
                (namespaces, now) -> List.copyOf(ended), ledger, runner, notices, () -> Set.of("shop"), clock);
    }

    private List<LedgerEntry> written() {
        return store.entries().stream()
                .filter(entry -> !(entry instanceof LedgerEntry.TookOver))
                .toList();
    }

    /** The sweeper needs nothing of the past. */
    private static final class Unread implements LedgerLog.Reader {
        @Override
        public void entry(LedgerEntry entry) {}

        @Override
        public void unreadable(String position, String why) {}
    }
}
