package io.traas.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Autonomy;
import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import io.traas.runbooks.decide.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunbookSettingsTest {

    @Test
    void the_defaults_are_those_of_the_policy() {
        Settings settings = Settings.of(Map.of());
        RunbookSettings read = RunbookSettings.from(settings);
        settings.check("runbooks");
        assertThat(read.policy()).isEqualTo(Policy.DEFAULT);
        // As long as the guard of the remediation stage: a shorter pause only proposes what that one refuses.
        assertThat(read.policy().personPause()).isEqualTo(Duration.ofMinutes(5));
        assertThat(read.library()).isEmpty();
        assertThat(read.tick()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void every_setting_is_read() {
        Settings settings = Settings.of(Map.of(
                "runbooks.library", "/etc/books",
                "runbooks.autonomy", "suggest",
                "runbooks.settle", "3s",
                "runbooks.patience", "9s",
                "runbooks.person-pause", "10m",
                "runbooks.min-completeness", "0.8",
                "runbooks.max-rungs", "2",
                "runbooks.tick", "1s"));
        RunbookSettings read = RunbookSettings.from(settings);
        settings.check("runbooks");
        assertThat(read.library()).contains(Path.of("/etc/books"));
        assertThat(read.policy())
                .isEqualTo(new Policy(
                        Autonomy.SUGGEST,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(9),
                        Duration.ofMinutes(10),
                        0.8,
                        2));
        assertThat(read.tick()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void what_cannot_be_is_refused_all_at_once() {
        Settings settings = Settings.of(Map.of(
                "runbooks.autonomy",
                "wild",
                "runbooks.setle",
                "1s",
                "runbooks.tick",
                "0s",
                "runbooks.max-rungs",
                "0",
                "runbooks.min-completeness",
                "7"));
        RunbookSettings.from(settings);
        assertThatThrownBy(() -> settings.check("runbooks"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("runbooks.autonomy is 'wild'")
                .hasMessageContaining("unknown setting runbooks.setle; did you mean 'runbooks.settle'?")
                .hasMessageContaining("runbooks.tick: must be more than nothing")
                .hasMessageContaining("runbooks.max-rungs is 0: must be at least 1")
                .hasMessageContaining("runbooks.min-completeness is 7.0: must be from 0 to 1");
    }
}
