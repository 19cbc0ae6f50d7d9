package io.traas.collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CollectorsConfigTest {

    @Test
    void defaultsAreUsableAsTheyAre() {
        Settings settings = Settings.of(Map.of());

        CollectorsConfig config = CollectorsConfig.from(settings);

        assertThatCode(() -> settings.check("collectors")).doesNotThrowAnyException();
        assertThat(config.scrape().interval()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.scrape().timeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.heartbeat()).isEqualTo(Duration.ofMinutes(1));
        assertThat(config.namespaces()).isEmpty();
    }

    @Test
    void everySettingIsRead() {
        Settings settings = Settings.of(Map.of(
                "platform.cluster", "c9",
                "platform.kubeconfig", "/k",
                "platform.kube-context", "x",
                "platform.kafka.bootstrap", "k:1",
                "collectors.namespaces", "a, b",
                "collectors.person-managers", "portal",
                "collectors.scrape.interval", "1s",
                "collectors.scrape.timeout", "500ms",
                "collectors.max-targets", "7",
                "collectors.heartbeat.interval", "2s"));

        CollectorsConfig config = CollectorsConfig.from(settings);

        settings.check("collectors", "platform");
        assertThat(config.cluster()).isEqualTo("c9");
        assertThat(config.kubernetes().kubeconfig()).isEqualTo("/k");
        assertThat(config.kubernetes().context()).isEqualTo("x");
        assertThat(config.kafka().bootstrapServers()).isEqualTo("k:1");
        assertThat(config.namespaces()).containsExactly("a", "b");
        assertThat(config.personManagers()).containsExactly("portal");
        assertThat(config.scrape().interval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.scrape().timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.scrape().maxTargets()).isEqualTo(7);
        assertThat(config.heartbeat()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void wrongValuesAndUnknownKeysAreNamedTogether() {
        Settings settings = Settings.of(Map.of(
                "collectors.scrape.interval", "soon",
                "collectors.max-targets", "0",
                "collectors.heartbeat.interval", "1ms",
                "collectors.scrape.intervall", "1s"));

        CollectorsConfig.from(settings);

        assertThatThrownBy(() -> settings.check("collectors"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("collectors.scrape.interval is 'soon'")
                .hasMessageContaining("collectors.max-targets: is 0, must be at least 1")
                .hasMessageContaining("collectors.heartbeat.interval: is 1ms, must be at least 100ms")
                .hasMessageContaining("collectors.scrape.intervall; did you mean 'collectors.scrape.interval'?");
    }
}
