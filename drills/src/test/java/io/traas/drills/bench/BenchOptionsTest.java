package io.traas.drills.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.drills.bench.BenchOptions.Part;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {

    @Test
    void says_nothing_and_gets_every_part() {
        BenchOptions options = BenchOptions.of(List.of());

        assertThat(options.parts()).containsExactly(Part.values());
        assertThat(options.json()).isNull();
    }

    @Test
    void takes_what_it_is_given() {
        BenchOptions options =
                BenchOptions.of(List.of("--parts", "stop,purse", "--rounds", "5", "--positions", "10000"));

        assertThat(options.parts()).containsExactly(Part.PURSE, Part.STOP);
        assertThat(options.rounds()).isEqualTo(5);
        assertThat(options.positions()).isEqualTo(10_000);
    }

    @Test
    void names_the_argument_that_makes_no_sense() {
        assertRefused(
                "--parts names 'purses', there are purse, audit, stop, switchover, failover", "--parts", "purses");
        assertRefused("--rounds is '2', must be 3 to 10000", "--rounds", "2");
        assertRefused("--positions is '10001', must be 2 to 10000", "--positions", "10001");
        assertRefused("--json: /no/such is not a directory", "--json", "/no/such/file");
        assertRefused("--json needs a value", "--json");
        assertRefused("unknown option --fast", "--fast", "yes");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> BenchOptions.of(List.of(arguments)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
