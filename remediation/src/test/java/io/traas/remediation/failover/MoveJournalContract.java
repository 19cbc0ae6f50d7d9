package io.traas.remediation.failover;

import static io.traas.remediation.failover.FakeUnits.TOPOLOGY;
import static io.traas.remediation.failover.FakeUnits.UNIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.remediation.testing.TestClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a journal of moves promises, wherever it is kept. Each test begins with an empty one. */
abstract class MoveJournalContract {

    static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    final TestClock clock = new TestClock(NOON);

    /** As a process opens it that comes after all that opened it before. */
    abstract MoveJournal open() throws Exception;

    /** The end of the process. */
    private static final class Killed extends RuntimeException {}

    static Move switchover(String id) {
        return new Move(id, Move.Kind.SWITCHOVER, UNIT, "ledgers", "a1", 1, "b1", 2, -1);
    }

    static Move failover(String id) {
        return new Move(id, Move.Kind.FAILOVER, UNIT, "ledgers", "a1", 1, "", 2, -1);
    }

    @Test
    void a_later_process_finds_the_newest_line_of_every_move_that_has_not_ended() throws Exception {
        MoveState.Running begun = MoveState.begin(Move.Kind.FAILOVER, NOON);
        MoveState later = begun.done(NOON.plusSeconds(1));
        Move chosen = failover("m2").towards("b1").fencedAt(17);
        MoveJournal journal = open();
        journal.append(new MoveJournal.Line(failover("m1"), begun));
        journal.append(new MoveJournal.Line(failover("m2"), begun));
        journal.append(new MoveJournal.Line(failover("m1"), begun.failed("alive", NOON)));
        journal.append(new MoveJournal.Line(chosen, later));

        assertThat(journal.unfinished()).containsExactly(new MoveJournal.Line(chosen, later));
        assertThat(open().unfinished()).containsExactly(new MoveJournal.Line(chosen, later));
    }

    @Test
    void a_later_process_knows_when_each_move_of_a_unit_began_whatever_became_of_it() throws Exception {
        MoveState.Running first = MoveState.begin(Move.Kind.FAILOVER, NOON);
        MoveState.Running second = MoveState.begin(Move.Kind.FAILOVER, NOON.plusSeconds(9));
        MoveJournal journal = open();
        journal.append(new MoveJournal.Line(failover("m1"), first));
        journal.append(new MoveJournal.Line(failover("m1"), first.failed("alive", NOON.plusSeconds(3))));
        journal.append(
                new MoveJournal.Line(switchover("m2"), MoveState.begin(Move.Kind.SWITCHOVER, NOON.plusSeconds(5))));
        journal.append(new MoveJournal.Line(failover("m3"), second));

        assertThat(open().begun(Move.Kind.FAILOVER, UNIT)).containsExactlyInAnyOrder(NOON, NOON.plusSeconds(9));
        assertThat(open().begun(Move.Kind.FAILOVER, "u9")).isEmpty();
    }

    @Test
    void a_line_written_again_changes_nothing() throws Exception {
        MoveJournal.Line line =
                new MoveJournal.Line(switchover("m1"), MoveState.begin(Move.Kind.SWITCHOVER, clock.instant()));
        open().append(line);
        MoveJournal later = open();
        later.append(line);

        assertThat(later.unfinished()).containsExactly(line);
        assertThat(open().unfinished()).containsExactly(line);
    }

    @Test
    void a_move_whose_process_ends_at_any_of_its_steps_is_finished_by_the_next_process() throws Exception {
        for (Move.Kind kind : Move.Kind.values()) {
            List<Step> interrupted = new ArrayList<>();
            for (Step step : kind.steps()) {
                killedAt(step, kind);
                interrupted.add(step);
            }
            assertThat(interrupted).isEqualTo(kind.steps());
        }
    }

    private void killedAt(Step step, Move.Kind kind) throws Exception {
        FakeUnits world = new FakeUnits();
        if (kind == Move.Kind.FAILOVER) {
            world.lose("a1", "a2");
        }
        String id = kind + " killed at " + step;
        Move move = kind == Move.Kind.FAILOVER ? failover(id) : switchover(id);
        try {
            runner(world, open(), step).start(move);
            throw new AssertionError(id + ": it was not");
        } catch (Killed end) {
            // The next process follows.
        }
        MoveJournal next = open();
        assertThat(next.unfinished()).as(id).singleElement().satisfies(line -> {
            assertThat(((MoveState.Running) line.state()).step()).isEqualTo(step);
            assertThat(runner(world, next, null).resume(line).result()).isEqualTo(MoveState.Result.COMPLETED);
        });
        assertThat(next.unfinished()).as(id).isEmpty();
        assertThat(world.violations()).as(id).isEmpty();
        assertThat(world.writers()).as(id).containsExactly("b1");
    }

    /** @param killedAt ends the process once this step is durable; null for never */
    private MoveRunner runner(FakeUnits world, MoveJournal journal, Step killedAt) {
        return new MoveRunner(TOPOLOGY, world, journal, () -> true, clock, clock::advance, line -> {
            if (line.state() instanceof MoveState.Running running && running.step() == killedAt) {
                throw new Killed();
            }
        });
    }
}
