package io.traas.remediation.failover;

import static io.traas.remediation.failover.FakeUnits.TOPOLOGY;
import static io.traas.remediation.failover.FakeUnits.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.testing.InMemoryLedger;
import org.junit.jupiter.api.Test;

class LedgerJournalTest extends MoveJournalContract {

    private final InMemoryLedger ledger = new InMemoryLedger(clock);

    @Override
    MoveJournal open() {
        return LedgerJournals.takenOver(ledger.open());
    }

    @Test
    void a_replica_that_was_replaced_neither_writes_a_step_nor_goes_on_with_one() throws Exception {
        for (Step at : Step.SWITCHOVER) {
            replacedAt(at);
        }
    }

    private void replacedAt(Step at) throws Exception {
        FakeUnits world = new FakeUnits();
        MoveJournal[] next = new MoveJournal[1];
        MoveRunner first = new MoveRunner(TOPOLOGY, world, open(), () -> true, clock, clock::advance, line -> {
            if (line.state() instanceof MoveState.Running running && running.step() == at) {
                next[0] = open();
                world.beforeCall(() -> {
                    throw new AssertionError("an effect of the replaced replica in " + at);
                });
            }
        });

        assertThatThrownBy(() -> first.start(switchover("replaced at " + at))).isInstanceOf(TenureLostException.class);

        world.beforeCall(() -> {});
        MoveRunner second = new MoveRunner(TOPOLOGY, world, next[0], () -> true, clock, clock::advance, line -> {});
        assertThat(second.resume(next[0].unfinished().get(0)).result()).isEqualTo(MoveState.Result.COMPLETED);
        assertThat(world.writers()).containsExactly("b1");
    }

    @Test
    void a_ledger_that_takes_nothing_lets_nothing_begin() throws Exception {
        FakeUnits world = new FakeUnits();
        MoveRunner runner = new MoveRunner(TOPOLOGY, world, open(), () -> true, clock, clock::advance, line -> {});
        ledger.failWith(new IllegalStateException("broker down"));

        assertThatThrownBy(() -> runner.start(switchover("m1"))).hasMessageContaining("broker down");

        assertThat(world.writers()).containsExactly("a1");
        assertThat(world.rules(UNIT).values()).allMatch(RouteRule.open(9, 1, "a1")::isSameRoute);
    }

    @Test
    void nothing_follows_the_end_of_a_move() {
        MoveJournal journal = open();
        MoveState.Running begun = MoveState.begin(Move.Kind.SWITCHOVER, NOON);
        journal.append(new MoveJournal.Line(switchover("m1"), begun));
        journal.append(new MoveJournal.Line(switchover("m1"), begun.failed("no", NOON.plusSeconds(1))));
        LedgerEntry.MoveStep first = (LedgerEntry.MoveStep) ledger.entries().get(1);

        // The same again, and one that claims to follow.
        ledger.write(first);
        journal.append(new MoveJournal.Line(switchover("m1"), begun.done(NOON.plusSeconds(2))));

        assertThat(journal.unfinished()).isEmpty();
        assertThatThrownBy(this::open).hasMessageContaining("FREEZE_SOURCE of move m1, which is over: ABORTED");
    }
}
