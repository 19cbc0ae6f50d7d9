package io.traas.detector.stream.setup;

import io.traas.model.stage.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;

/**
 * How the job is run, whatever it detects.
 *
 * @param maxParallelism into how many groups the keys are divided; it is part of every checkpoint and cannot be changed
 *     without losing what was learned
 * @param checkpoints URI of the folder for checkpoints, one folder a run
 * @param unaligned whether a checkpoint may overtake records that wait behind backpressure
 * @param alignedFor how long a checkpoint is tried in order before it overtakes
 */
public record JobSetup(
        int parallelism,
        int maxParallelism,
        Backend backend,
        Delivery delivery,
        Duration checkpointInterval,
        String checkpoints,
        boolean unaligned,
        Duration alignedFor) {

    /** The name of the job in every Flink cluster. */
    public static final String JOB_NAME = "traas-detector";

    private static final int MAX_PARALLELISM = 128;
    /**
     * Every series is read and written with every sample of it: states of kilobytes that change all the time gain nothing
     * from being compressed, and less is written when several versions meet in memory.
     */
    private static final Map<String, String> OF_ROCKSDB = Map.of(
            "state.backend.rocksdb.compression.per.level", "NO_COMPRESSION",
            "state.backend.rocksdb.timer-service.factory", "HEAP",
            "state.backend.rocksdb.use-bloom-filter", "true",
            "state.backend.rocksdb.writebuffer.size", "128mb",
            "state.backend.rocksdb.writebuffer.count", "4",
            "state.backend.rocksdb.writebuffer.number-to-merge", "2",
            "state.backend.rocksdb.memory.write-buffer-ratio", "0.7");

    private static final Duration RESTART_DELAY = Duration.ofMillis(500);

    /** Where the state of a running job lives. */
    public enum Backend {
        /** In the heap: fastest; a checkpoint writes all of it. */
        HEAP,
        /** On local disk behind a cache: more state than memory; a checkpoint writes what changed. */
        ROCKSDB
    }

    /** What a reader of the detector's topics may see after a failure. */
    public enum Delivery {
        /** Records of the time since the last checkpoint a second time, with the same ids. */
        AT_LEAST_ONCE,
        /** Nothing twice, for readers of committed records; they wait for the next checkpoint. */
        EXACTLY_ONCE
    }

    public JobSetup {
        if (parallelism < 1) {
            throw new IllegalArgumentException("detector.parallelism is " + parallelism + ", must be at least 1");
        }
        if (maxParallelism < parallelism || maxParallelism > 32_768) {
            throw new IllegalArgumentException("detector.max-parallelism is " + maxParallelism
                    + ", must be from detector.parallelism (" + parallelism + ") to 32768");
        }
        if (checkpointInterval.toMillis() < 100) {
            throw new IllegalArgumentException(
                    "detector.checkpoint-interval is " + checkpointInterval + ", must be at least 100ms");
        }
        if (checkpoints.isBlank()) {
            throw new IllegalArgumentException("detector.checkpoints is missing");
        }
    }

    /** On heap state and at least once, the rest by default. */
    public static JobSetup simple(int parallelism, Duration checkpointInterval, Path checkpoints) {
        return new JobSetup(
                parallelism,
                MAX_PARALLELISM,
                Backend.HEAP,
                Delivery.AT_LEAST_ONCE,
                checkpointInterval,
                checkpoints.toUri().toString(),
                false,
                Duration.ofSeconds(5));
    }

    /** Reads the section {@code detector}. */
    public static JobSetup from(Settings settings) {
        Path data = Path.of(settings.text("platform.data", "data", "folder for state"))
                .toAbsolutePath()
                .resolve("detector");
        String checkpoints = settings.text(
                "detector.checkpoints", "", "folder or URI for checkpoints; empty: detector in platform.data");
        return new JobSetup(
                settings.integer("detector.parallelism", 1, "task slots"),
                settings.integer(
                        "detector.max-parallelism",
                        MAX_PARALLELISM,
                        "most task slots ever; part of every checkpoint, not to be changed"),
                settings.choice("detector.backend", Backend.class, Backend.HEAP, "where running state lives"),
                settings.choice(
                        "detector.delivery",
                        Delivery.class,
                        Delivery.AT_LEAST_ONCE,
                        "what readers may see after a failure"),
                settings.duration("detector.checkpoint-interval", "10s", "how often state is saved"),
                checkpoints.isBlank() ? data.toUri().toString() : uri(checkpoints),
                settings.flag("detector.unaligned", false, "checkpoints may overtake records behind backpressure"),
                settings.duration("detector.aligned-for", "5s", "how long a checkpoint waits before it overtakes"));
    }

    /** A path stands for itself on this machine, anything with a scheme is taken as it is. */
    private static String uri(String text) {
        return text.matches("[a-z][a-z0-9+.-]+:.*")
                ? text
                : Path.of(text).toAbsolutePath().toUri().toString();
    }

    /** What Flink is told about the job; nothing about the cluster that runs it. */
    public Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.NAME, JOB_NAME);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.AUTO_WATERMARK_INTERVAL, Duration.ofMillis(50));
        configuration.set(PipelineOptions.MAX_PARALLELISM, maxParallelism);
        // Each output has a thread that wakes this often: every 5 ms was a twelfth of a core for nothing.
        configuration.set(ExecutionOptions.BUFFER_TIMEOUT, Duration.ofMillis(20));

        configuration.set(StateBackendOptions.STATE_BACKEND, backend == Backend.HEAP ? "hashmap" : "rocksdb");
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, backend == Backend.ROCKSDB);
        if (backend == Backend.ROCKSDB) {
            OF_ROCKSDB.forEach(configuration::setString);
        }
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints);
        configuration.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, 2);
        configuration.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
        configuration.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        configuration.set(CheckpointingOptions.ENABLE_UNALIGNED, unaligned);
        if (unaligned) {
            configuration.set(CheckpointingOptions.ALIGNED_CHECKPOINT_TIMEOUT, alignedFor);
        }
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, Integer.MAX_VALUE);
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, RESTART_DELAY);
        return configuration;
    }
}
