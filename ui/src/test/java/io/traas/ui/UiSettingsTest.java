package io.traas.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UiSettingsTest {

    @Test
    void defaultsListenOnLoopbackAndKeepEverythingInside() {
        UiSettings settings = UiSettings.from(Settings.of(Map.of("platform.data", "/var/lib/traas")));
        assertThat(settings.host()).isEqualTo("127.0.0.1");
        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.allowedHosts()).isEmpty();
        assertThat(settings.database().url()).isEqualTo("jdbc:h2:file:/var/lib/traas/ui/incidents");
        assertThat(settings.history().store()).isEqualTo(UiSettings.HistoryStore.MEMORY);
        assertThat(settings.webhookUrl()).isEmpty();
        assertThat(settings.streamHeartbeat()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.platformNamespace()).isEqualTo("traas-system");
    }

    @Test
    void everyKeyIsRead() {
        UiSettings settings = UiSettings.from(Settings.of(Map.ofEntries(
                Map.entry("ui.host", "::1"),
                Map.entry("ui.port", "0"),
                Map.entry("ui.allowed-hosts", "a, b:1"),
                Map.entry("platform.namespace", "ops"),
                Map.entry("platform.kubeconfig", "/k"),
                Map.entry("ui.database.url", "jdbc:postgresql://db/traas"),
                Map.entry("ui.stages", "detector=http://127.0.0.1:9/health"),
                Map.entry("ui.heartbeat.interval", "2s"),
                Map.entry("ui.history.store", "influxdb"),
                Map.entry("ui.history.influxdb.url", "http://i:1"))));
        assertThat(settings.allowedHosts()).containsExactly("a", "b:1");
        assertThat(settings.stages()).containsEntry("detector", URI.create("http://127.0.0.1:9/health"));
        assertThat(settings.heartbeatInterval()).isEqualTo(Duration.ofSeconds(2));
        assertThat(settings.history().store()).isEqualTo(UiSettings.HistoryStore.INFLUXDB);
        assertThat(settings.history().influxUrl()).isEqualTo("http://i:1");
    }

    @Test
    void secretsAreReadFromFiles(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("password"), "s3cret\n");
        UiSettings settings = UiSettings.from(Settings.of(Map.of("ui.database.password-file", file.toString())));
        assertThat(settings.database().password()).isEqualTo("s3cret");
        assertThatThrownBy(() ->
                        UiSettings.from(Settings.of(Map.of("ui.history.influxdb.password-file", "/nowhere/password"))))
                .hasMessageContaining("ui.history.influxdb.password-file: /nowhere/password cannot be read");
    }

    @Test
    void allProblemsAreNamedAtOnce() {
        Settings settings = Settings.of(Map.of(
                "ui.port", "many", "ui.stages", "detector", "ui.hist.store", "memory", "ui.history.store", "disk"));
        assertThatThrownBy(() -> UiSettings.from(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("ui.port is 'many'")
                .hasMessageContaining("'detector' is not name=http://")
                .hasMessageContaining("unknown setting ui.hist.store; did you mean 'ui.history.store'?")
                .hasMessageContaining("ui.history.store is 'disk'");
    }
}
