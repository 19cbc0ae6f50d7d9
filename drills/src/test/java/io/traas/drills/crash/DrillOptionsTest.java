package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DrillOptionsTest {

    @Test
    void saysNothingAndGetsEveryCaseOnce() {
        DrillOptions options = DrillOptions.of(List.of(), 2);

        assertThat(options.runs()).isEqualTo(90);
        assertThat(options.lanes()).isEqualTo(2);
        assertThat(DrillOptions.of(List.of(), 64).lanes()).isEqualTo(4);
        assertThat(options.threeSessions()).isEqualTo(Duration.ofMillis(4_500));
        assertThat(options.json()).isNull();
    }

    @Test
    void takesWhatItIsGiven() {
        DrillOptions options = DrillOptions.of(List.of("--runs", "6", "--seed", "-4", "--session-ms", "800"), 2);

        assertThat(options.runs()).isEqualTo(6);
        assertThat(options.seed()).isEqualTo(-4);
        assertThat(options.session()).isEqualTo(Duration.ofMillis(800));
    }

    @Test
    void namesTheArgumentThatMakesNoSense() {
        assertRefused("--runs is 0, must be 1 to 1000000", "--runs", "0");
        assertRefused("--seed is 'x', must be a whole number", "--seed", "x");
        assertRefused("--json needs a value", "--json");
        assertRefused("--json: /no/such is not a directory", "--json", "/no/such/file");
        assertRefused("unknown option --fast", "--fast", "yes");
    }

    private static void assertRefused(String message, String... arguments) {
        assertThatThrownBy(() -> DrillOptions.of(List.of(arguments), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
