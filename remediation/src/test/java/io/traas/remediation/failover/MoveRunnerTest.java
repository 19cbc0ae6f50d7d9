package io.traas.remediation.failover;

import static io.traas.remediation.failover.FakeUnits.TOPOLOGY;
import static io.traas.remediation.failover.FakeUnits.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.remediation.testing.TestClock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Moves by the table of docs/failover.md, and what becomes of them when they are cut off anywhere. */
class MoveRunnerTest {

    private final FakeUnits units = new FakeUnits();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final TestClock clock = new TestClock(Instant.parse("2026-11-28T00:00:00Z"));
    private boolean mayAct = true;

    /** The end of the process. */
    private static final class Killed extends RuntimeException {}

    private MoveRunner runner() {
        return new MoveRunner(TOPOLOGY, units, journal, () -> mayAct, clock, clock::advance, line -> {});
    }

    private static Move switchover() {
        return new Move("m1", Move.Kind.SWITCHOVER, UNIT, "ledgers", "a1", 1, "b1", 2, -1);
    }

    private static Move failover() {
        return new Move("m2", Move.Kind.FAILOVER, UNIT, "ledgers", "a1", 1, "", 2, -1);
    }

    @Test
    void a_planned_move_takes_every_step_in_order_and_leaves_the_target_as_the_only_writer() throws Exception {
        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).isEqualTo(MoveState.Result.COMPLETED);
        assertThat(journal.steps()).isEqualTo(Step.SWITCHOVER);
        assertThat(units.writers()).containsExactly("b1");
        assertThat(units.rules(UNIT).values()).allMatch(RouteRule.open(9, 2, "b1")::isSameRoute);
    }

    @Test
    void a_lost_leader_is_replaced_by_a_centre_that_may_lead_and_has_every_entry_that_counted() throws Exception {
        units.entryOnlyOn("a1", "a2", "b2");
        units.lose("a1", "a2");

        MoveState.Ended end = runner().start(failover());

        assertThat(end.result()).isEqualTo(MoveState.Result.COMPLETED);
        assertThat(journal.steps()).isEqualTo(Step.FAILOVER);
        assertThat(units.writers()).containsExactly("b1");
        assertThat(units.logLength("b1"))
                .as("the counted entry of b2, and the barrier")
                .isEqualTo(3);
        assertThat(units.violations()).isEmpty();
    }

    @Test
    void without_a_majority_of_promises_nobody_is_promoted() throws Exception {
        units.lose("a1", "a2");
        units.refuse("fence c1");

        MoveState.Ended end = runner().start(failover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ESCALATED);
        assertThat(end.why()).contains("INV-13 SingleWriter", "2 of 5 promised epoch 2");
        assertThat(units.writers()).isEmpty();
    }

    @Test
    void a_leader_that_hears_a_majority_is_not_replaced() throws Exception {
        MoveState.Ended end = runner().start(failover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ABORTED);
        assertThat(end.why()).contains("a1 leads and hears a majority");
        assertThat(units.promised("a2")).isEqualTo(1);
    }

    @Test
    void a_target_that_may_not_lead_is_refused_before_anything_is_frozen() throws Exception {
        Move toArbiter = new Move("m1", Move.Kind.SWITCHOVER, UNIT, "ledgers", "a1", 1, "c1", 2, -1);

        MoveState.Ended end = runner().start(toArbiter);

        assertThat(end.result()).isEqualTo(MoveState.Result.ABORTED);
        assertThat(end.why()).contains("INV-15 TopologyCompatible");
        assertThat(journal.steps()).containsExactly(Step.PRECHECK);
    }

    @Test
    void a_target_without_room_for_the_load_is_refused_before_anything_is_frozen() throws Exception {
        units.spare = FakeUnits.LOAD * Steps.HEADROOM - 1;

        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ABORTED);
        assertThat(end.why()).contains("INV-15 TopologyCompatible: a1 carries 100, b1 has room for 119");
        assertThat(journal.steps()).containsExactly(Step.PRECHECK);

        units.spare = FakeUnits.LOAD * Steps.HEADROOM;
        assertThat(runner().start(switchover()).result()).isEqualTo(MoveState.Result.COMPLETED);
    }

    @Test
    void a_freeze_that_does_not_succeed_gives_the_source_its_writes_back() throws Exception {
        units.refuse("freeze");

        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ABORTED);
        assertThat(units.writers()).containsExactly("a1");
        assertThat(units.rules(UNIT).values()).allMatch(RouteRule.open(9, 1, "a1")::isSameRoute);
    }

    @Test
    void a_router_that_does_not_take_the_new_rule_leaves_no_writer_rather_than_two() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        journal.afterAppend(() -> {
            if (journal.steps().contains(Step.SWITCH_ROUTES) && calls.getAndIncrement() == 0) {
                units.refuse("rule c1");
            }
        });

        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ESCALATED);
        assertThat(end.why()).contains("SWITCH_ROUTES");
        assertThat(units.writers()).isEmpty();
    }

    @Test
    void a_router_that_is_lost_while_a_unit_is_frozen_does_not_keep_it_closed() throws Exception {
        journal.afterAppend(() -> {
            if (journal.steps().contains(Step.CATCH_UP)) {
                units.lose("c1");
            }
        });

        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).as(end.why()).isEqualTo(MoveState.Result.COMPLETED);
        assertThat(units.writers()).containsExactly("b1");
    }

    @Test
    void a_mover_that_was_overtaken_leaves_the_routers_of_the_later_move_alone() throws Exception {
        units.pushRule(UNIT, RouteRule.open(2, 3, "b2"));

        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ESCALATED);
        assertThat(end.why()).contains("INV-05 FreshPlanFence: routers follow a later move than one to epoch 1");
        assertThat(units.rules(UNIT).values()).allMatch(RouteRule.open(2, 3, "b2")::isSameRoute);
    }

    @Test
    void a_move_that_cannot_be_verified_is_closed_again_and_handed_to_a_person() throws Exception {
        units.refuse("roundTrip");

        MoveState.Ended end = runner().start(switchover());

        assertThat(end.result()).isEqualTo(MoveState.Result.ESCALATED);
        assertThat(end.why()).contains("VERIFY");
        assertThat(units.writers()).isEmpty();
    }

    @Test
    void the_stop_switch_gives_back_what_was_frozen_and_lets_what_was_promoted_finish() throws Exception {
        for (Step stopAt : Step.SWITCHOVER) {
            FakeUnits world = new FakeUnits();
            InMemoryJournal kept = new InMemoryJournal();
            MoveRunner runner = new MoveRunner(
                    TOPOLOGY, world, kept, () -> !kept.steps().contains(stopAt), clock, clock::advance, line -> {});

            MoveState.Ended end = runner.start(switchover());

            assertThat(world.writers())
                    .as("stopped at %s", stopAt)
                    .containsExactly(stopAt.afterPromotion() ? "b1" : "a1");
            assertThat(end.result())
                    .isEqualTo(stopAt.afterPromotion() ? MoveState.Result.COMPLETED : MoveState.Result.ABORTED);
        }
    }

    @Test
    void a_group_has_one_move_at_a_time() throws Exception {
        journal.append(new MoveJournal.Line(switchover(), MoveState.begin(Move.Kind.SWITCHOVER, clock.instant())));

        assertThatThrownBy(() -> runner().start(failover()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ledgers is busy with move m1");
    }

    @Test
    void killed_at_any_boundary_and_started_again_every_move_ends_with_at_most_one_writer() throws Exception {
        for (Move move : List.of(switchover(), failover())) {
            int boundaries = 0;
            boolean killed = true;
            while (killed) {
                killed = killedAndResumed(move, boundaries);
                boundaries++;
            }
            assertThat(boundaries).as("boundaries of a %s", move.kind()).isGreaterThan(15);
        }
    }

    /** A switchover cut off while the source was frozen, and taken up after its freeze has ended and it has taken writes. */
    @Test
    void a_freeze_that_ended_by_itself_costs_no_entry_and_leaves_one_writer() throws Exception {
        for (Step cutOffAt : List.of(Step.DRAIN, Step.CATCH_UP, Step.PROMOTE_TARGET)) {
            FakeUnits world = new FakeUnits();
            InMemoryJournal kept = new InMemoryJournal();
            MoveRunner runner = new MoveRunner(TOPOLOGY, world, kept, () -> true, clock, clock::advance, line -> {});
            kept.afterAppend(() -> {
                if (kept.steps().contains(cutOffAt)) {
                    throw new Killed();
                }
            });
            assertThatThrownBy(() -> runner.start(switchover())).isInstanceOf(Killed.class);
            kept.afterAppend(() -> {});
            assertThat(world.writers()).isEmpty();
            world.freezesEnd();
            assertThat(world.writers()).as("left alone at %s", cutOffAt).containsExactly("a1");
            assertThat(world.rules(UNIT).values()).allMatch(RouteRule::writable);

            MoveState.Ended end = runner.resume(kept.unfinished().get(0));

            assertThat(world.violations()).isEmpty();
            boolean promoted = cutOffAt == Step.PROMOTE_TARGET;
            assertThat(end.result()).isEqualTo(promoted ? MoveState.Result.COMPLETED : MoveState.Result.ABORTED);
            assertThat(world.writers()).as("resumed at %s", cutOffAt).containsExactly(promoted ? "b1" : "a1");
        }
    }

    /** @return false when the move has fewer boundaries than that */
    private boolean killedAndResumed(Move move, int boundary) throws InterruptedException {
        FakeUnits world = new FakeUnits();
        InMemoryJournal kept = new InMemoryJournal();
        if (move.kind() == Move.Kind.FAILOVER) {
            world.entryOnlyOn("a1", "a2", "b2");
            world.lose("a1", "a2");
        }
        AtomicInteger left = new AtomicInteger(boundary);
        Runnable kill = () -> {
            if (left.getAndDecrement() == 0) {
                throw new Killed();
            }
        };
        world.beforeCall(kill);
        kept.afterAppend(kill);
        MoveRunner runner = new MoveRunner(TOPOLOGY, world, kept, () -> true, clock, clock::advance, line -> {});
        boolean killed = false;
        try {
            runner.start(move);
        } catch (Killed end) {
            killed = true;
        }
        for (MoveJournal.Line line : kept.unfinished()) {
            MoveState.Ended end = runner.resume(line);
            assertThat(end.result())
                    .as("%s killed at boundary %d in %s", move.kind(), boundary, line.state())
                    .isEqualTo(MoveState.Result.COMPLETED);
        }
        assertThat(kept.unfinished()).isEmpty();
        assertThat(world.violations()).isEmpty();
        assertThat(world.writers()).as("killed at boundary %d", boundary).containsExactly("b1");
        return killed;
    }
}
