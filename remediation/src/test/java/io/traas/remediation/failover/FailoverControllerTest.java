package io.traas.remediation.failover;

import static io.traas.remediation.failover.FakeUnits.TOPOLOGY;
import static io.traas.remediation.failover.FakeUnits.UNIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailoverControllerTest {

    private final FakeUnits units = new FakeUnits();
    private final InMemoryJournal journal = new InMemoryJournal();
    private final TestClock clock = new TestClock(Instant.parse("2026-11-28T00:00:00Z"));
    private final List<String> told = new ArrayList<>();
    private boolean mayAct = true;

    private final MoveRunner runner =
            new MoveRunner(TOPOLOGY, units, journal, () -> mayAct, clock, clock::advance, line -> {});
    private final FailoverController controller =
            new FailoverController(TOPOLOGY, units, journal, runner, () -> mayAct, clock, Runnable::run, told::add);

    @Test
    void a_healthy_unit_is_left_alone() throws InterruptedException {
        controller.watch();
        controller.watch();

        assertThat(journal.steps()).isEmpty();
        assertThat(told).isEmpty();
    }

    @Test
    void a_lost_leader_is_replaced_at_the_second_look() throws InterruptedException {
        units.lose("a1", "a2");

        controller.watch();
        assertThat(units.writers()).isEmpty();
        controller.watch();

        assertThat(units.writers()).containsExactly("b1");
        assertThat(told).anyMatch(text -> text.contains("not heard for 3 s by [b1, b2, c1]"));
    }

    @Test
    void a_blip_between_two_looks_is_forgotten() throws InterruptedException {
        units.lose("a1", "a2");
        controller.watch();
        units.giveBack("a1", "a2");
        controller.watch();
        units.lose("a1", "a2");
        controller.watch();

        assertThat(journal.steps()).isEmpty();
    }

    @Test
    void while_stopped_nothing_is_begun_and_no_attempt_is_spent() throws InterruptedException {
        units.lose("a1", "a2");
        mayAct = false;
        for (int look = 0; look < 20; look++) {
            controller.watch();
        }
        assertThat(journal.steps()).isEmpty();

        mayAct = true;
        controller.watch();
        assertThat(units.writers()).containsExactly("b1");
    }

    @Test
    void what_cannot_be_done_is_tried_a_few_times_and_then_left_to_a_person() throws InterruptedException {
        units.lose("a1", "a2");
        units.refuse("promote");
        for (int look = 0; look < 200; look++) {
            controller.watch();
            clock.advance(Duration.ofMillis(500));
        }

        assertThat(told.stream().filter(text -> text.contains("was not heard"))).hasSize(AntiFlap.MAX_ATTEMPTS);
        assertThat(units.writers()).isEmpty();
    }

    @Test
    void a_router_that_missed_a_rule_gets_it() throws InterruptedException {
        units.refuse("rule c1");
        units.pushRule(UNIT, RouteRule.open(2, 1, "a1"));
        units.accept("rule c1");

        controller.watch();

        assertThat(units.rules(UNIT).get("c1").version()).isEqualTo(2);
    }

    @Test
    void what_an_earlier_move_left_half_done_is_completed() throws InterruptedException {
        units.refuse("openWrites");
        MoveState.Ended end = controller.carryOut(controller.planned("m", UNIT, "b1"));
        assertThat(end.result()).isEqualTo(MoveState.Result.ESCALATED);
        assertThat(units.writers()).isEmpty();
        units.accept("openWrites");

        watchFor(Duration.ofSeconds(5));

        assertThat(units.writers()).containsExactly("b1");
        assertThat(journal.steps()).endsWith(Step.SWITCH_ROUTES, Step.OPEN_WRITES, Step.VERIFY);
    }

    @Test
    void routers_that_lead_writes_to_an_older_epoch_than_the_leaders_are_led_to_it() throws InterruptedException {
        units.fence(UNIT, 2, "somebody");
        units.promote(UNIT, "b1", 2, "somebody");
        units.openWrites(UNIT, "b1", 2);

        watchFor(Duration.ofSeconds(5));

        assertThat(units.rules(UNIT).values()).allMatch(RouteRule.open(9, 2, "b1")::isSameRoute);
    }

    @Test
    void what_could_not_be_verified_stays_closed_until_a_person_has_looked() throws InterruptedException {
        units.refuse("roundTrip");
        controller.carryOut(controller.planned("m", UNIT, "b1"));
        units.accept("roundTrip");

        watchFor(Duration.ofSeconds(30));

        assertThat(units.writers()).isEmpty();
    }

    @Test
    void while_stopped_nothing_is_completed() throws InterruptedException {
        units.refuse("openWrites");
        controller.carryOut(controller.planned("m", UNIT, "b1"));
        units.accept("openWrites");
        mayAct = false;

        watchFor(Duration.ofSeconds(30));

        assertThat(units.writers()).isEmpty();
    }

    @Test
    void a_leader_that_lost_its_lead_by_a_restart_is_replaced_while_a_majority_answers() throws InterruptedException {
        units.lose("a2", "b2");
        units.restart("a1");

        watchFor(Duration.ofSeconds(2));

        assertThat(units.writers()).containsExactly("b1");
    }

    @Test
    void a_person_is_told_once_when_no_router_has_a_rule() throws InterruptedException {
        units.forgetRules();

        watchFor(Duration.ofSeconds(60));

        assertThat(told).singleElement().asString().contains("unit u1: none of the routers that answer ([a1, a2");
        assertThatThrownBy(() -> controller.planned("m", UNIT, "b1")).hasMessageContaining("has a rule");
    }

    @Test
    void a_move_of_a_unit_that_is_gone_from_the_topology_is_ended_for_a_person() throws InterruptedException {
        Move gone = new Move("m7", Move.Kind.SWITCHOVER, "u7", "ledgers", "a1", 1, "b1", 2, -1);
        journal.append(new MoveJournal.Line(gone, MoveState.begin(Move.Kind.SWITCHOVER, clock.instant())));

        controller.resume();

        assertThat(journal.unfinished()).isEmpty();
        assertThat(told).singleElement().asString().contains("unit u7 is no longer in the topology");
    }

    private void watchFor(Duration time) throws InterruptedException {
        for (Instant end = clock.instant().plus(time); clock.instant().isBefore(end); ) {
            controller.watch();
            clock.advance(Duration.ofMillis(500));
        }
    }

    @Test
    void a_planned_move_asks_for_centres_that_may_lead() {
        assertThatThrownBy(() -> controller.planned("m", UNIT, "c1"))
                .hasMessageContaining("only from [a1, a2, b1, b2]");
        assertThatThrownBy(() -> controller.planned("m", UNIT, "a1")).hasMessageContaining("led from a1 already");
        assertThatThrownBy(() -> controller.planned("m", "u9", "a1")).hasMessageContaining("no unit 'u9'");
    }

    @Test
    void a_topology_that_makes_no_sense_is_refused_by_name() {
        assertThatThrownBy(() -> TopologyFile.parse(List.of("centre a1 site-a")))
                .hasMessageContaining("'centre a1 site-a' is neither");
        assertThatThrownBy(() -> TopologyFile.parse(
                        List.of("centre a s1 h:1", "centre b s2 h:2", "centre c s3 h:3", "unit u g a,x")))
                .hasMessageContaining("led from 'x'");
        assertThatThrownBy(() -> TopologyFile.parse(List.of("centre a s1 h:1", "unit u g a")))
                .hasMessageContaining("at least three centres");
    }
}
