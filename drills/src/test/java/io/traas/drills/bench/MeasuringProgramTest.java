package io.traas.drills.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.bench.Figure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts that are programs of remediation, run small. */
class MeasuringProgramTest {

    private final List<String> said = new ArrayList<>();

    @Test
    void a_small_ledger_falsified_at_each_position_is_found_out_each_time() throws IOException, InterruptedException {
        List<Figure> figures =
                program("io.traas.remediation.audit.AuditBench", List.of("--entries", "40", "--positions", "40"));

        assertThat(measured(figures, "audit: falsified ledgers")).isEqualTo(8 * 40);
        assertThat(figures).filteredOn(figure -> !figure.met()).isEmpty();
        assertThat(said).contains("TRUNCATE: 40 of 40 found");
    }

    @Test
    void a_few_rounds_of_five_hundred_incidents_never_overdraw_the_purse() throws IOException, InterruptedException {
        List<Figure> figures = program("io.traas.remediation.PurseBench", List.of("--rounds", "3"));

        // How long it takes and what the heap holds is for a quiet machine.
        assertThat(measured(figures, "purse, purse alone: times more away than it holds"))
                .isZero();
        assertThat(measured(figures, "purse, purse alone: decisions")).isEqualTo(3 * 500);
        assertThat(measured(figures, "purse, purse alone: let pass")).isPositive();
    }

    @Test
    void one_that_fails_is_told_with_its_last_words() {
        assertThatThrownBy(() -> program("io.traas.remediation.NoSuchBench", List.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("NoSuchBench ended with code 1")
                .hasMessageContaining("ClassNotFoundException");
    }

    private List<Figure> program(String main, List<String> arguments) throws IOException, InterruptedException {
        return new MeasuringProgram(System.getProperty("java.class.path"), "-Xmx128m", main).run(arguments, said::add);
    }

    private static double measured(List<Figure> figures, String name) {
        return figures.stream()
                .filter(figure -> figure.name().equals(name))
                .findFirst()
                .orElseThrow()
                .measured();
    }
}
