package io.traas.remediation.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** INV-04 MultiObserverConfirm. */
class DeathTest {

    private static final Topology TOPOLOGY = FakeUnits.TOPOLOGY;

    private static ReplicaStatus follower(String centre, long silentMillis) {
        return new ReplicaStatus(centre, 1, 0, false, false, 9, 1, 9, Duration.ofMillis(silentMillis), 0, 0, 0);
    }

    @Test
    void three_peers_in_two_sites_that_hear_nothing_are_enough() {
        Death.Judgement judgement =
                Death.judge(TOPOLOGY, List.of(follower("b1", 3100), follower("b2", 3200), follower("c1", 3300)), "a1");

        assertThat(judgement.confirmed()).isTrue();
    }

    @Test
    void a_leader_that_is_heard_late_is_slow_and_not_dead() {
        Death.Judgement judgement =
                Death.judge(TOPOLOGY, List.of(follower("b1", 2900), follower("b2", 2900), follower("c1", 9000)), "a1");

        assertThat(judgement.confirmed()).isFalse();
    }

    @Test
    void peers_of_one_site_alone_may_be_the_ones_cut_off() {
        Topology oneSite = new Topology(
                Map.of("a1", "a", "b1", "b", "b2", "b", "b3", "b", "b4", "b"),
                Map.of("u", new Topology.Unit("u", "g", List.of("a1"))));

        Death.Judgement judgement =
                Death.judge(oneSite, List.of(follower("b1", 9000), follower("b2", 9000), follower("b3", 9000)), "a1");

        assertThat(judgement.confirmed()).isFalse();
    }

    @Test
    void when_fewer_than_a_majority_answer_the_fault_may_be_ours() {
        Death.Judgement judgement = Death.judge(TOPOLOGY, List.of(follower("b1", 9000), follower("c1", 9000)), "a1");

        assertThat(judgement.confirmed()).isFalse();
        assertThat(judgement.because()).contains("2 of 5 replicas answer");
    }

    @Test
    void a_leader_that_says_it_hears_a_majority_is_alive_whatever_some_peers_say() {
        ReplicaStatus leader = new ReplicaStatus("a1", 1, 1, true, false, 9, 1, 9, Duration.ZERO, 0, 0, 0);

        Death.Judgement judgement = Death.judge(
                TOPOLOGY, List.of(leader, follower("b1", 9000), follower("b2", 9000), follower("c1", 9000)), "a1");

        assertThat(judgement.confirmed()).isFalse();
    }

    @Test
    void what_led_before_its_restart_is_a_witness_like_its_peers() {
        Death.Judgement judgement =
                Death.judge(TOPOLOGY, List.of(follower("a1", 3100), follower("b1", 3200), follower("c1", 3300)), "a1");

        assertThat(judgement.confirmed()).isTrue();
    }

    @Test
    void a_leader_that_hears_no_majority_is_no_witness() {
        ReplicaStatus leader = new ReplicaStatus("a1", 1, 1, false, false, 9, 1, 9, Duration.ofSeconds(9), 0, 0, 0);

        Death.Judgement judgement =
                Death.judge(TOPOLOGY, List.of(leader, follower("b1", 3200), follower("c1", 3300)), "a1");

        assertThat(judgement.confirmed()).isFalse();
    }
}
