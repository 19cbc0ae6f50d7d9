package io.traas.detector.stream.embedded;

import io.traas.detector.stream.setup.JobSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One job on a Flink cluster inside this JVM. The job restarts by itself, for ever, from its last checkpoint; the next
 * run goes on from the newest checkpoint on disk. Not thread-safe.
 */
public final class EmbeddedFlink implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFlink.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final JobClient job;

    private EmbeddedFlink(JobClient job) {
        this.job = job;
    }

    /** How the job is. */
    public enum State {
        RUNNING,
        /** Starting, or restarting after a failure. */
        STARTING,
        /** Over, and will not come back by itself. */
        STOPPED
    }

    /**
     * Starts the job.
     *
     * @param restore checkpoint to go on from
     * @throws Exception when the cluster does not start or the checkpoint does not fit
     */
    public static EmbeddedFlink start(
            Consumer<StreamExecutionEnvironment> define,
            int parallelism,
            Duration checkpointInterval,
            Path checkpoints,
            Optional<Path> restore)
            throws Exception {
        return start(define, JobSetup.simple(parallelism, checkpointInterval, checkpoints), restore);
    }

    /** The same with everything that can be set. */
    public static EmbeddedFlink start(
            Consumer<StreamExecutionEnvironment> define, JobSetup setup, Optional<Path> restore) throws Exception {
        Configuration configuration = configuration(setup);
        restore.ifPresent(path -> {
            configuration.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString());
            configuration.set(StateRecoveryOptions.RESTORE_MODE, RecoveryClaimMode.CLAIM);
            configuration.set(StateRecoveryOptions.SAVEPOINT_IGNORE_UNCLAIMED_STATE, true);
        });
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(setup.parallelism(), configuration);
        define.accept(env);
        return new EmbeddedFlink(env.executeAsync(JobSetup.JOB_NAME));
    }

    /** What the job and its cluster need; sizes for an embedded one, ports on loopback only. */
    static Configuration configuration(JobSetup setup) {
        Configuration configuration = setup.configuration();
        // An embedded cluster wants one fixed figure: the two must be equal.
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(32));
        configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(32));
        configuration.set(JobManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(JobManagerOptions.ADDRESS, LOOPBACK);
        configuration.set(TaskManagerOptions.BIND_HOST, LOOPBACK);
        configuration.set(TaskManagerOptions.HOST, LOOPBACK);
        configuration.set(RestOptions.BIND_ADDRESS, LOOPBACK);
        configuration.set(RestOptions.ADDRESS, LOOPBACK);
        configuration.set(RestOptions.BIND_PORT, "0");
        // Counters reach us with the heartbeat.
        configuration.set(HeartbeatManagerOptions.HEARTBEAT_INTERVAL, Duration.ofSeconds(1));
        return configuration;
    }

    public State state() throws InterruptedException {
        try {
            JobStatus status = job.getJobStatus().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (status.isGloballyTerminalState()) {
                return State.STOPPED;
            }
            return status == JobStatus.RUNNING ? State.RUNNING : State.STARTING;
        } catch (ExecutionException | IllegalStateException e) {
            // The cluster goes when its job is over.
            LOG.atDebug().setCause(e).log("the embedded cluster is gone");
            return State.STOPPED;
        } catch (TimeoutException e) {
            return State.STARTING;
        }
    }

    /** Why the job is over, for people; only once it is {@link State#STOPPED}. */
    public String reason() throws InterruptedException {
        try {
            job.getJobExecutionResult().get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return "it ran to its end";
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return String.valueOf(cause.getMessage());
        }
    }

    /** The job's counters by the names of {@link io.traas.detector.stream.Progress}; empty while there are none. */
    public Map<String, Long> counters() throws InterruptedException {
        Map<String, Long> counters = new HashMap<>();
        try {
            job.getAccumulators()
                    .get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((name, value) -> {
                        if (value instanceof Long number) {
                            counters.put(name, number);
                        }
                    });
        } catch (ExecutionException | TimeoutException | IllegalStateException e) {
            LOG.atDebug().setCause(e).log("no counters now");
        }
        return counters;
    }

    /** Cancels the job, keeps its checkpoints, stops the cluster. */
    @Override
    public void close() {
        try {
            job.cancel().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            job.getJobExecutionResult().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | IllegalStateException e) {
            LOG.atDebug().setCause(e).log("the job is over");
        } catch (TimeoutException e) {
            LOG.atWarn().log("the job did not stop in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
