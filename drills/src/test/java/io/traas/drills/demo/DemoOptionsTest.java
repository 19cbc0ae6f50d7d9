package io.traas.drills.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {

    @Test
    void without_arguments_the_demo_goes_on_in_one_process_with_a_fixed_seed() {
        assertThat(parse()).satisfies(options -> {
            assertThat(options.once()).isFalse();
            assertThat(options.processes()).isFalse();
            assertThat(options.only()).isEmpty();
            assertThat(options.seed()).isEqualTo(1);
            assertThat(options.data()).isNull();
            assertThat(options.history()).isEqualTo("memory");
        });
    }

    @Test
    void every_option_is_read() {
        DemoOptions options = parse(
                "--once",
                "--processes",
                "--outages",
                "--faults",
                "bad-release,short-blip",
                "--seed",
                "7",
                "--json",
                "/x.json",
                "--data",
                "/d",
                "--history",
                "influxdb",
                "--port",
                "9000",
                "--quiet",
                "60");

        assertThat(options.once() && options.processes() && options.outages()).isTrue();
        assertThat(options.only()).containsExactly("bad-release", "short-blip");
        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.json()).isEqualTo(Path.of("/x.json"));
        assertThat(options.data()).isEqualTo(Path.of("/d"));
        assertThat(options.history()).isEqualTo("influxdb");
        assertThat(options.port()).isEqualTo(9000);
        assertThat(options.quietSeconds()).isEqualTo(60);
    }

    @Test
    void what_makes_no_sense_is_refused_by_name_and_value() {
        assertThatThrownBy(() -> parse("--twice")).hasMessage("unknown option --twice");
        assertThatThrownBy(() -> parse("--seed")).hasMessage("--seed needs a value");
        assertThatThrownBy(() -> parse("--seed", "--once")).hasMessage("--seed needs a value");
        assertThatThrownBy(() -> parse("--seed", "many")).hasMessage("--seed is 'many', must be a whole number");
        assertThatThrownBy(() -> parse("--history", "paper")).hasMessageContaining("must be one of [memory, influxdb]");
        assertThatThrownBy(() -> parse("--json", "/x.json")).hasMessage("--json and --quiet need --once");
        assertThatThrownBy(() -> parse("--once", "--json", "/no/such/x.json"))
                .hasMessage("--json: /no/such is not a directory");
        assertThatThrownBy(() -> parse("--outages")).hasMessage("--outages needs --once and --processes");
    }

    @Test
    void every_option_is_in_the_usage() {
        for (String option : new String[] {
            "--once",
            "--processes",
            "--outages",
            "--faults",
            "--seed",
            "--json",
            "--data",
            "--history",
            "--port",
            "--quiet"
        }) {
            assertThat(Usage.demo()).contains(option);
        }
    }

    private static DemoOptions parse(String... arguments) {
        return DemoOptions.parse(arguments);
    }
}
