package io.traas.remediation.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulationTest {

    private static final int ENOUGH_TO_NOTICE = 1_000;

    private static Simulation simulation;

    @BeforeAll
    static void open() {
        simulation = new Simulation();
    }

    @AfterAll
    static void close() {
        simulation.close();
    }

    @Test
    void noSeedBreaksAnInvariant() {
        List<String> broken = new ArrayList<>();
        int effects = 0;
        int takenBack = 0;
        for (long seed = 1; seed <= 200; seed++) {
            Simulation.Run run = simulation.run(seed);
            effects += run.effects();
            takenBack += run.takenBack();
            if (!run.violations().isEmpty()) {
                broken.add("seed " + seed + ": " + run.violations());
            }
        }
        assertThat(broken).as("see each by ./traas drill simulate --seed S").isEmpty();
        assertThat(effects)
                .as("changes to the cluster, or nothing was put to the test")
                .isGreaterThan(100);
        assertThat(takenBack).as("plans taken back").isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {4_961, 15_195, 39_280, 49_132, 79_025, 26_925})
    void aSeedThatOnceBrokeAnInvariantNoLongerDoes(long seed) {
        assertThat(simulation.run(seed).violations()).isEmpty();
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (long seed : new long[] {7, 74, 281}) {
            assertThat(simulation.run(seed)).isEqualTo(simulation.run(seed));
        }
        assertThat(simulation.run(7).trace()).isNotEqualTo(simulation.run(8).trace());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void aPlatformThatLeavesItOutIsNoticed(Mutation mutation) {
        assertThat(LongStream.rangeClosed(1, ENOUGH_TO_NOTICE)
                        .filter(seed ->
                                !simulation.run(seed, mutation).violations().isEmpty())
                        .findFirst())
                .isPresent();
    }
}
