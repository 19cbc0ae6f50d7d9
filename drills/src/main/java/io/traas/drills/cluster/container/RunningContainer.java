package io.traas.drills.cluster.container;

import java.util.concurrent.CompletionStage;

/** A container that was started. Thread-safe. */
public interface RunningContainer {

    /**
     * How a container ended.
     *
     * @param code exit code; 128 + n after signal n
     * @param outOfMemory whether it ended because memory ran out
     */
    record Exit(int code, boolean outOfMemory) {}

    /** Process id of its first process. */
    long pid();

    /** Completes when it has ended, by itself or not. */
    CompletionStage<Exit> exit();

    /** Asks it to end (SIGTERM); returns at once. */
    void terminate();

    /** Kills it with all its children (SIGKILL); returns at once. */
    void kill();
}
