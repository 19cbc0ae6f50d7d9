package io.traas.remediation.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * What every store must keep that units are moved on. The unit {@code u1} has five replicas, in a1, a2, b1, b2 and c1, is led
 * from a1 in epoch 1, and every router knows so. A new one for each test.
 */
public abstract class UnitControlContract {

    protected static final String UNIT = "u1";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    protected abstract UnitControl control();

    /** Lets what was frozen for a time reach its end, where time does not pass by itself. */
    protected void letFreezesEnd() {}

    private static void eventually(BooleanSupplier condition) {
        await().atMost(PATIENCE).until(condition::getAsBoolean);
    }

    private ReplicaStatus status(String centre) {
        return control().observe(UNIT).stream()
                .filter(replica -> replica.centre().equals(centre))
                .findFirst()
                .orElseThrow();
    }

    private List<String> writable() {
        return control().observe(UNIT).stream()
                .filter(ReplicaStatus::writable)
                .map(ReplicaStatus::centre)
                .toList();
    }

    @Test
    void one_of_five_replicas_is_writable() {
        eventually(() -> control().observe(UNIT).size() == 5 && writable().equals(List.of("a1")));
    }

    @Test
    void a_promised_epoch_deposes_the_leader_and_is_promised_to_one_asker_only() {
        assertThat(control().fence(UNIT, 2, "mover")).hasSize(5);

        assertThat(writable()).isEmpty();
        assertThat(control().fence(UNIT, 2, "mover")).as("the same again").hasSize(5);
        assertThat(control().fence(UNIT, 2, "another")).isEmpty();
        assertThat(control().fence(UNIT, 1, "mover")).as("an older one").isEmpty();
    }

    @Test
    void a_frozen_leader_takes_no_writes_until_it_is_thawed() {
        eventually(() -> writable().equals(List.of("a1")));

        assertThat(control().freeze(UNIT, "a1", 1, Duration.ZERO)).isTrue();
        assertThat(writable()).isEmpty();
        assertThat(control().roundTrip(UNIT, "a1", 1, "while frozen")).isFalse();

        assertThat(control().unfreeze(UNIT, "a1", 1)).isTrue();
        eventually(() -> writable().equals(List.of("a1")));
    }

    @Test
    void a_rule_of_an_older_epoch_never_takes_the_place_of_a_newer_one() {
        control().pushRule(UNIT, RouteRule.open(2, 5, "b1"));
        control().pushRule(UNIT, RouteRule.open(9, 4, "a1"));

        assertThat(control().rules(UNIT).values())
                .hasSize(5)
                .allMatch(rule -> rule.isSameRoute(RouteRule.open(2, 5, "b1")));
    }

    @Test
    void only_the_leader_of_that_epoch_can_be_frozen() {
        assertThat(control().freeze(UNIT, "b1", 1, Duration.ZERO)).isFalse();
        assertThat(control().freeze(UNIT, "a1", 7, Duration.ZERO)).isFalse();
    }

    @Test
    void a_freeze_for_a_time_ends_by_itself_at_the_leader_and_at_the_routers() {
        eventually(() -> writable().equals(List.of("a1")));
        Duration soon = Duration.ofSeconds(2);
        control().pushRule(UNIT, new RouteRule(2, 1, "a1", false, soon));
        assertThat(control().freeze(UNIT, "a1", 1, soon)).isTrue();
        assertThat(control().roundTrip(UNIT, "a1", 1, "while frozen")).isFalse();
        letFreezesEnd();

        eventually(() -> control().rules(UNIT).values().stream().allMatch(RouteRule::writable));
        eventually(() -> control().roundTrip(UNIT, "a1", 1, "once thawed"));
    }

    @Test
    void a_leader_is_made_by_promise_opened_and_written_to_by_rule() {
        control().fence(UNIT, 2, "mover");

        assertThat(control().promote(UNIT, "b1", 2, "mover")).isTrue();
        assertThat(control().promote(UNIT, "b1", 2, "mover"))
                .as("the same again")
                .isTrue();
        control().pushRule(UNIT, RouteRule.open(2, 2, "b1"));
        eventually(() -> control().openWrites(UNIT, "b1", 2));

        assertThat(writable()).containsExactly("b1");
        eventually(() -> control().roundTrip(UNIT, "b1", 2, "mover"));
        long written = status("b1").position();
        eventually(() -> control().roundTrip(UNIT, "b1", 2, "mover"));
        assertThat(status("b1").position()).as("a move writes once").isEqualTo(written);
    }

    @Test
    void routers_keep_the_newer_rule() {
        control().pushRule(UNIT, new RouteRule(5, 1, "a1", false, Duration.ZERO));
        control().pushRule(UNIT, RouteRule.open(4, 1, "a1"));

        assertThat(control().rules(UNIT).values())
                .hasSize(5)
                .containsOnly(new RouteRule(5, 1, "a1", false, Duration.ZERO));
    }
}
