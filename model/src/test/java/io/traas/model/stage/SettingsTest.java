package io.traas.model.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {

    @TempDir
    Path directory;

    @Test
    void what_is_not_set_has_its_default() {
        Settings settings = Settings.of(Map.of());
        assertThat(settings.duration("collectors.scrape.interval", "15s", "")).isEqualTo(Duration.ofSeconds(15));
        assertThat(settings.integer("ui.port", 8080, "")).isEqualTo(8080);
        assertThat(settings.flag("ui.open", false, "")).isFalse();
        settings.check("collectors", "ui");
    }

    @Test
    void a_file_is_read_and_the_environment_wins() throws IOException {
        Path file = write("collectors:\n  scrape:\n    interval: 5s\nui.port: 9000\n");
        Settings settings = Settings.load(file, Map.of("TRAAS_UI_PORT", "9001"));
        assertThat(settings.duration("collectors.scrape.interval", "15s", "")).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.integer("ui.port", 8080, "")).isEqualTo(9001);
    }

    @Test
    void an_unknown_key_names_the_nearest_known_one() {
        Settings settings = Settings.of(Map.of("collectors.scrape.intervall", "5s"));
        settings.duration("collectors.scrape.interval", "15s", "");
        settings.integer("collectors.port", 0, "");
        assertThatThrownBy(() -> settings.check("collectors"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "unknown setting collectors.scrape.intervall; did you mean 'collectors.scrape.interval'?");
    }

    @Test
    void all_problems_are_said_at_once() {
        Settings settings = Settings.of(Map.of("ui.port", "many", "ui.wait", "soon", "ui.level", "loud"));
        settings.integer("ui.port", 8080, "");
        settings.duration("ui.wait", "1s", "");
        settings.choice("ui.level", StageHealth.Status.class, StageHealth.Status.UP, "");
        assertThatThrownBy(() -> settings.check("ui"))
                .hasMessageContaining("ui.port is 'many', must be a whole number")
                .hasMessageContaining("ui.wait is 'soon', must be a duration such as 500ms, 15s, 5m")
                .hasMessageContaining("ui.level is 'loud', must be one of [up, degraded, down]");
    }

    @Test
    void a_program_refuses_sections_and_shared_keys_that_do_not_exist() throws IOException {
        Path file = write("colectors.scrape.interval: 1s\nplatform.kubeconfg: /x\nplatform.cluster: c1\n");
        assertThatThrownBy(() -> StageMain.settings(new String[] {"--config", file.toString()}, Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(
                        "unknown section colectors of colectors.scrape.interval; did you mean 'collectors'?")
                .hasMessageContaining("unknown setting platform.kubeconfg; did you mean 'platform.kubeconfig'?");
        assertThatThrownBy(() -> StageMain.settings(new String[] {"--wrong"}, Map.of()))
                .hasMessageContaining("usage: [--config FILE]");
    }

    @Test
    void keys_of_other_sections_are_somebody_elses() {
        Settings.of(Map.of("detector.what", "ever")).check("collectors");
    }

    @Test
    void a_file_that_is_missing_or_broken_is_named() throws IOException {
        assertThatThrownBy(() -> Settings.load(directory.resolve("none.yaml"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("none.yaml")
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> Settings.load(write("a: [1, 2\n"), Map.of()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is not valid YAML settings");
        assertThatThrownBy(() -> Settings.load(write("!!javax.script.ScriptEngineManager {}\n"), Map.of()))
                .isInstanceOf(SettingsException.class);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("traas.yaml"), text);
    }

    @Test
    void what_is_replaced_is_replaced_wherever_it_came_from() {
        Settings settings = Settings.ofEnvironment(Map.of("TRAAS_DETECTOR_IDLE_AFTER", "9s", "TRAAS_UI_PORT", "1"))
                .with(Map.of("detector.idle-after", "2s"));

        assertThat(settings.text("detector.idle-after", "", "")).isEqualTo("2s");
        assertThat(settings.text("ui.port", "", "")).isEqualTo("1");
    }
}
