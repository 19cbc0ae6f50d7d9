package io.traas.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import io.traas.model.stage.StageHealth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DetectorTest {

    @TempDir
    Path data;

    @Test
    @Timeout(60)
    void saysThatItWaitsWhileKafkaIsAwayAndStillStops() throws Exception {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Settings settings =
                Settings.of(Map.of("platform.kafka.bootstrap", "127.0.0.1:1", "platform.data", data.toString()));

        try (Detector detector = Detector.start(settings, metrics)) {
            StageHealth health = detector.health();

            assertThat(health.status()).isEqualTo(StageHealth.Status.DEGRADED);
            assertThat(health.summary()).isEqualTo("waiting for Kafka");
            assertThat(health.facts())
                    .containsEntry("warm", "false")
                    .containsEntry("checkpointAgeMs", "-1")
                    .containsKeys("warmSeries", "watermarkLagMs");
            assertThat(metrics.get("traas.detector.checkpoint.age").gauge().value())
                    .isNegative();
        }
    }

    @Test
    void anUnknownSettingNamesTheNearestKnownOne() {
        Settings settings = Settings.of(Map.of("platform.data", data.toString(), "detector.intervall", "1s"));

        assertThatThrownBy(() -> Detector.start(settings, new SimpleMeterRegistry()))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("detector.intervall")
                .hasMessageContaining("detector.interval");
    }

    @Test
    void everySettingIsReadAndKeepsItsDefault() {
        DetectorConfig defaults = DetectorConfig.from(Settings.of(Map.of("platform.data", data.toString())));
        DetectorConfig demo = DetectorConfig.from(Settings.of(Map.of(
                "platform.data", data.toString(),
                "detector.interval", "1s",
                "detector.lateness", "200ms",
                "detector.idle-after", "2s",
                "detector.settle", "4s",
                "detector.gather", "700ms",
                "detector.quiet", "6s",
                "detector.max-series-per-target", "300")));

        assertThat(defaults)
                .isEqualTo(new DetectorConfig(
                        Duration.ofSeconds(15),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(3),
                        2_000));
        assertThat(demo)
                .isEqualTo(new DetectorConfig(
                        Duration.ofSeconds(1),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofMillis(700),
                        Duration.ofSeconds(6),
                        300));
    }

    @Test
    void aConfigurationThatCannotWorkNamesTheSettingAndTheValue() {
        assertThatThrownBy(() -> DetectorConfig.from(Settings.of(Map.of("detector.interval", "10ms"))))
                .hasMessageContaining("detector.interval")
                .hasMessageContaining("0.01");
    }
}
