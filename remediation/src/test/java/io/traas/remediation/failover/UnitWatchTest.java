package io.traas.remediation.failover;

import static io.traas.remediation.failover.FakeUnits.TOPOLOGY;
import static io.traas.remediation.failover.FakeUnits.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.LedgerEntry;
import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.remediation.guard.Freeze;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.testing.InMemoryLedger;
import io.traas.remediation.testing.RecordedNotices;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watch of units inside a replica that acts: its journal is the ledger, its switch that of the platform. */
class UnitWatchTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final TestClock clock = new TestClock(NOON);
    private final InMemoryLedger ledger = new InMemoryLedger(clock);
    private final RecordedNotices notices = new RecordedNotices();
    private final FakeUnits units = new FakeUnits();
    private final List<UnitWatch> opened = new ArrayList<>();
    private SwitchState stopSwitch = SwitchState.run();
    private Autonomy ceiling = Autonomy.AUTO;
    private List<Freeze> freezes = List.of();

    /** Of a replica that takes over now. */
    private UnitWatch watch() {
        return watch(ledger);
    }

    private UnitWatch watch(InMemoryLedger ledger) {
        UnitWatch watch = new UnitWatch(
                new UnitWatch.Units(TOPOLOGY, units),
                LedgerJournals.ledgerTakenOver(ledger.open()),
                new UnitWatch.Limits(ceiling, freezes),
                () -> UnitWatch.isAllowedBy(stopSwitch),
                notices,
                clock,
                clock::advance);
        opened.add(watch);
        return watch;
    }

    @AfterEach
    void close() {
        opened.forEach(UnitWatch::close);
    }

    private List<String> written() {
        return ledger.entries().stream()
                .filter(LedgerEntry.MoveStep.class::isInstance)
                .map(LedgerEntry.MoveStep.class::cast)
                .map(entry -> entry.isOver() ? entry.result() : entry.step())
                .toList();
    }

    private void begin(Move move, Step step) {
        LedgerJournals.takenOver(ledger.open())
                .append(new MoveJournal.Line(move, new MoveState.Running(move.kind(), step, clock.instant(), "")));
    }

    private static Move switchover() {
        return MoveJournalContract.switchover("m1");
    }

    @Test
    void a_lost_leader_is_replaced_and_every_step_is_on_the_ledger() throws Exception {
        units.lose("a1", "a2");
        UnitWatch watch = watch();

        watch.round();
        watch.round();

        List<String> steps =
                new ArrayList<>(Step.FAILOVER.stream().map(Step::name).toList());
        steps.add("COMPLETED");
        assertThat(written()).isEqualTo(steps);
        assertThat(units.writers()).containsExactly("b1");
        assertThat(notices.kinds()).containsExactly(Notice.Kind.HUMAN_NEEDED, Notice.Kind.HEALED);
    }

    @Test
    void whatever_stops_or_hides_the_switch_lets_nothing_begin() throws Exception {
        units.lose("a1", "a2");
        StopOrder units1 =
                new StopOrder(new StopScope(StopScope.Kind.RUNBOOK, "failover"), true, "ann", NOON, "rehearsal", null);
        StopOrder all = new StopOrder(StopScope.ALL, false, "ann", NOON, "", null);
        for (SwitchState state : List.of(
                new SwitchState(SwitchState.Position.STOP, "ann", NOON, "storm"),
                SwitchState.unreadable("api away"),
                SwitchState.of(List.of(all, units1), NOON))) {
            stopSwitch = state;
            UnitWatch watch = watch();
            watch.round();
            watch.round();

            assertThat(written()).as(state.describe()).isEmpty();
        }
    }

    @Test
    void a_switchover_left_frozen_is_given_its_writes_back_although_the_platform_is_stopped() throws Exception {
        units.pushRule(UNIT, new RouteRule(2, 1, "a1", false, Steps.LONGEST_FREEZE));
        units.freeze(UNIT, "a1", 1, Steps.LONGEST_FREEZE);
        begin(switchover(), Step.CATCH_UP);
        stopSwitch = SwitchState.unreadable("api away");

        watch().round();

        assertThat(written()).containsExactly("CATCH_UP", "CATCH_UP", "UNFREEZE_SOURCE", "ABORTED");
        assertThat(units.writers()).containsExactly("a1");
        assertThat(units.rules(UNIT).values()).allMatch(RouteRule.open(9, 1, "a1")::isSameRoute);
    }

    @Test
    void a_stopped_failover_is_tried_again_once_the_stop_is_over() throws Exception {
        for (Step at : Step.FAILOVER.subList(1, Step.FAILOVER.indexOf(Step.PROMOTE_TARGET))) {
            FailoverStoppedAt stopped = new FailoverStoppedAt(at);
            stopped.run();
        }
    }

    /** A world of its own, whose switch is set when that step is on the ledger. */
    private final class FailoverStoppedAt {

        private final Step at;
        private final FakeUnits world = new FakeUnits();
        private final InMemoryLedger own = new InMemoryLedger(clock);
        private boolean stopped;

        FailoverStoppedAt(Step at) {
            this.at = at;
            world.lose("a1", "a2");
            own.afterWrite = entry -> stopped |=
                    entry instanceof LedgerEntry.MoveStep step && step.step().equals(at.name());
        }

        void run() throws InterruptedException {
            UnitWatch watch = new UnitWatch(
                    new UnitWatch.Units(TOPOLOGY, world),
                    LedgerJournals.ledgerTakenOver(own.open()),
                    new UnitWatch.Limits(Autonomy.AUTO, freezes),
                    () -> !stopped,
                    notices,
                    clock,
                    clock::advance);
            opened.add(watch);
            watch.round();
            watch.round();
            assertThat(stopped).as("%s was reached", at).isTrue();
            assertThat(world.writers()).as("stopped at %s", at).isEmpty();

            own.afterWrite = entry -> {};
            stopped = false;
            clock.advance(AntiFlap.WINDOW);
            watch.round();
            watch.round();
            assertThat(world.writers()).as("stopped at %s, then let go", at).containsExactly("b1");
            assertThat(world.violations()).isEmpty();
        }
    }

    @Test
    void a_ledger_that_fails_in_the_middle_holds_the_move_up_and_the_watch_ends_it_once_it_is_back() throws Exception {
        units.lose("a1", "a2");
        UnitWatch watch = watch();
        watch.round();
        ledger.afterWrite = entry -> {
            if (entry instanceof LedgerEntry.MoveStep step && step.step().equals("SWITCH_ROUTES")) {
                ledger.failWith(new IllegalStateException("broker down"));
            }
        };
        assertThatThrownBy(watch::round).isInstanceOf(LedgerUnavailableException.class);
        assertThatThrownBy(watch::round).isInstanceOf(LedgerUnavailableException.class);
        assertThat(units.writers()).isEmpty();

        ledger.afterWrite = entry -> {};
        ledger.recover();
        watch.round();

        assertThat(units.writers()).containsExactly("b1");
        assertThat(written()).endsWith("COMPLETED");
    }

    @Test
    void a_replica_that_was_replaced_moves_nothing() throws Exception {
        units.lose("a1", "a2");
        UnitWatch before = watch();
        before.round();
        UnitWatch after = watch();

        assertThatThrownBy(before::round).isInstanceOf(TenureLostException.class);
        assertThat(units.promised("b1")).isEqualTo(1);

        after.round();
        after.round();
        assertThat(units.writers()).containsExactly("b1");
    }

    @Test
    void attempts_of_replicas_before_count_and_what_cannot_be_moved_is_left_to_a_person() throws Exception {
        units.lose("a1", "a2");
        units.refuse("promote");
        for (int life = 0; life < 2 * AntiFlap.MAX_ATTEMPTS; life++) {
            UnitWatch watch = watch();
            for (int look = 0; look < 60; look++) {
                watch.round();
                clock.advance(Duration.ofMillis(500));
            }
        }
        assertThat(written()).filteredOn("ESCALATED"::equals).hasSize(AntiFlap.MAX_ATTEMPTS);

        units.accept("promote");
        clock.advance(AntiFlap.WINDOW);
        watch().round();
        UnitWatch later = watch();
        later.round();
        later.round();
        assertThat(units.writers()).containsExactly("b1");
    }

    private static Command.SwitchOver order(String unit, String target) {
        return new Command.SwitchOver("c1", NOON, "ann", "a1 gets new disks", unit, target);
    }

    @Test
    void an_ordered_switchover_is_carried_out_once_however_often_it_is_heard() throws Exception {
        ceiling = Autonomy.APPROVE;
        UnitWatch watch = watch();
        watch.order(order(UNIT, "b1"));
        watch.order(order(UNIT, "b1"));
        watch.round();
        assertThat(units.writers()).containsExactly("b1");
        assertThat(written()).endsWith("REVERSE_REPLICATION", "COMPLETED");
        int entries = written().size();

        UnitWatch next = watch();
        next.order(order(UNIT, "b1"));
        next.round();
        assertThat(written()).hasSize(entries);
        assertThat(notices.kinds()).containsExactly(Notice.Kind.HEALED);
    }

    @Test
    void an_order_that_makes_no_sense_is_refused_and_says_why() throws Exception {
        assertRefused(order("u9", "b1"), "no unit 'u9'");
        assertRefused(order(UNIT, "c1"), "INV-15 TopologyCompatible", "only from [a1, a2, b1, b2]");
        assertRefused(order(UNIT, "a1"), "led from a1 already");
    }

    @Test
    void an_order_that_must_not_be_followed_now_is_refused_for_good() throws Exception {
        stopSwitch = SwitchState.unreadable("api away");
        assertRefused(order(UNIT, "b1"), "INV-08 AuthoritativeKillSwitch", "are stopped; resume them first");
        stopSwitch = SwitchState.run();
        ceiling = Autonomy.OBSERVE;
        assertRefused(order(UNIT, "b1"), "AutonomyLevel", "remediation.autonomy is OBSERVE");
        ceiling = Autonomy.AUTO;
        freezes = List.of(Freeze.parse("2026-11-28T00:00:00Z/2026-11-29T00:00:00Z * bob year-end closing"));
        assertRefused(order(UNIT, "b1"), "ChangeFreeze", "frozen by bob until 2026-11-29T00:00:00Z: year-end closing");
        freezes = List.of();
        clock.advance(UnitWatch.ORDERS_GOOD_FOR.plusSeconds(1));
        assertRefused(order(UNIT, "b1"), "INV-05 FreshPlanFence", "ordered 121 s ago, good for 120 s");
    }

    /** On a ledger of its own, and not carried out by whoever takes over either. */
    private void assertRefused(Command.SwitchOver order, String... why) throws InterruptedException {
        InMemoryLedger own = new InMemoryLedger(clock);
        for (int life = 0; life < 2; life++) {
            UnitWatch watch = watch(own);
            watch.order(order);
            watch.round();
        }
        assertThat(own.entries())
                .filteredOn(LedgerEntry.MoveStep.class::isInstance)
                .singleElement()
                .satisfies(entry -> {
                    LedgerEntry.MoveStep refused = (LedgerEntry.MoveStep) entry;
                    assertThat(refused.result()).isEqualTo("ABORTED");
                    assertThat(refused.why()).startsWith("refused: ").contains(why);
                });
        assertThat(units.writers()).containsExactly("a1");
    }

    @Test
    void an_order_where_no_units_are_watched_is_refused_on_the_ledger_once() {
        Ledger acting = LedgerJournals.ledgerTakenOver(ledger.open());
        UnitWatch.refuse(order(UNIT, "b1"), acting, NOON);
        UnitWatch.refuse(order(UNIT, "b1"), acting, NOON);
        assertThat(written()).containsExactly("ABORTED");
    }

    @Test
    void an_order_that_the_ledger_did_not_take_is_carried_out_once_it_does() throws Exception {
        UnitWatch watch = watch();
        watch.order(order(UNIT, "b1"));
        ledger.failWith(new IllegalStateException("broker down"));
        assertThatThrownBy(watch::round).isInstanceOf(LedgerUnavailableException.class);
        assertThat(units.writers()).containsExactly("a1");

        ledger.recover();
        watch.round();
        assertThat(units.writers()).containsExactly("b1");
    }

    @Test
    void a_lost_unit_is_only_watched_unless_the_platform_may_act_by_itself() throws Exception {
        ceiling = Autonomy.APPROVE;
        units.lose("a1", "a2");
        UnitWatch watch = watch();
        watch.round();
        watch.round();
        assertThat(written()).isEmpty();
    }
}
