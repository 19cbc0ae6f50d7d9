package io.traas.drills.units.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short partition of real processes, with the platform's failover as one of them. Judged by the books, not by the clock. */
class UnitsDrillTest {

    @TempDir
    private Path directory;

    @Test
    void a_partition_moves_two_units_and_loses_nothing() throws IOException, InterruptedException {
        UnitsDrill drill = new UnitsDrill(
                DrillKind.PARTITION,
                UnitsDrill.Journal.FILE,
                UnitsDrill.Pace.SHORT,
                System.getProperty("java.class.path"),
                directory.resolve("drill"),
                1);

        Outcome outcome = drill.run();

        assertThat(outcome.audit().findings()).as("%s", outcome.story()).isEmpty();
        assertThat(outcome.audit().receipts()).isPositive();
        assertThat(outcome.moves()).as("%s", outcome.story()).isGreaterThanOrEqualTo(2);
    }
}
