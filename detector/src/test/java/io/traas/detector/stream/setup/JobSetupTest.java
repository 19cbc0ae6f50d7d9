package io.traas.detector.stream.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.stream.setup.JobSetup.Backend;
import io.traas.detector.stream.setup.JobSetup.Delivery;
import io.traas.model.stage.Settings;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.junit.jupiter.api.Test;

class JobSetupTest {

    @Test
    void every_setting_is_read_and_keeps_its_default() {
        assertThat(JobSetup.from(Settings.of(Map.of("platform.data", "/data"))))
                .isEqualTo(new JobSetup(
                        1,
                        128,
                        Backend.HEAP,
                        Delivery.AT_LEAST_ONCE,
                        Duration.ofSeconds(10),
                        "file:///data/detector",
                        false,
                        Duration.ofSeconds(5)));
        assertThat(JobSetup.from(Settings.of(Map.of(
                        "detector.parallelism", "4",
                        "detector.max-parallelism", "256",
                        "detector.backend", "rocksdb",
                        "detector.delivery", "exactly-once",
                        "detector.checkpoint-interval", "2s",
                        "detector.checkpoints", "s3://bucket/run",
                        "detector.unaligned", "true",
                        "detector.aligned-for", "1s"))))
                .isEqualTo(new JobSetup(
                        4,
                        256,
                        Backend.ROCKSDB,
                        Delivery.EXACTLY_ONCE,
                        Duration.ofSeconds(2),
                        "s3://bucket/run",
                        true,
                        Duration.ofSeconds(1)));
    }

    @Test
    void what_cannot_work_names_the_setting_and_the_value() {
        refused("detector.parallelism", "0", "detector.parallelism is 0");
        refused("detector.max-parallelism", "40000", "detector.max-parallelism is 40000");
        refused("detector.checkpoint-interval", "10ms", "detector.checkpoint-interval is");
        for (String choice : new String[] {"detector.backend", "detector.delivery"}) {
            Settings settings = Settings.of(Map.of(choice, "tape"));
            JobSetup.from(settings);
            assertThatThrownBy(() -> settings.check("detector"))
                    .hasMessageContaining(choice)
                    .hasMessageContaining("tape");
        }
    }

    private static void refused(String key, String value, String said) {
        assertThatThrownBy(() -> JobSetup.from(Settings.of(Map.of(key, value))))
                .hasMessageContaining(key)
                .hasMessageContaining(said);
    }

    @Test
    void flink_is_told_all_of_it() {
        Configuration heap = JobSetup.from(Settings.of(Map.of())).configuration();
        Configuration disk = JobSetup.from(Settings.of(Map.of(
                        "detector.backend", "rocksdb", "detector.unaligned", "true", "detector.parallelism", "2")))
                .configuration();

        assertThat(heap.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("hashmap");
        assertThat(heap.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isFalse();
        assertThat(heap.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
        assertThat(disk.get(StateBackendOptions.STATE_BACKEND)).isEqualTo("rocksdb");
        assertThat(disk.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
        assertThat(disk.get(CheckpointingOptions.ENABLE_UNALIGNED)).isTrue();
        assertThat(disk.get(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT)).isEqualTo(Duration.ofSeconds(5));
        assertThat(disk.get(PipelineOptions.MAX_PARALLELISM)).isEqualTo(128);
    }
}
