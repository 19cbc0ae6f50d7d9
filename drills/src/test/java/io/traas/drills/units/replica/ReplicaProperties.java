package io.traas.drills.units.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.api.Test;

/** No acknowledged payment is lost or doubled and no epoch has two leaders, whatever the network and the movers do. */
class ReplicaProperties {

    private static final int STEPS = 600;

    @Property(tries = 400, shrinking = ShrinkingMode.OFF)
    void whatever_happens_receipts_are_kept_and_nobody_leads_twice(@ForAll long seed) {
        ReplicaWorld world = new ReplicaWorld(seed, false);

        world.run(STEPS);

        assertThat(world.violations()).as("seed %d", seed).isEmpty();
    }

    @Test
    void the_worlds_do_acknowledge_payments() {
        long acknowledged = LongStream.range(0, 50)
                .map(seed -> {
                    ReplicaWorld world = new ReplicaWorld(seed, false);
                    world.run(STEPS);
                    return world.acknowledgedCount();
                })
                .sum();

        assertThat(acknowledged).isGreaterThan(500);
    }

    @Test
    void leading_without_the_promise_of_a_majority_is_caught() {
        boolean caught = LongStream.range(0, 1000).anyMatch(seed -> {
            ReplicaWorld world = new ReplicaWorld(seed, true);
            try {
                world.run(STEPS);
            } catch (IllegalStateException wouldLoseAnEntry) {
                return true;
            }
            return !world.violations().isEmpty();
        });

        assertThat(caught).isTrue();
    }
}
