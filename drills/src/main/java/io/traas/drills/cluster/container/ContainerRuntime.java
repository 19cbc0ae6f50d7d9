package io.traas.drills.cluster.container;

import java.io.IOException;

/** Starts containers. Implementations are thread-safe. */
@FunctionalInterface
public interface ContainerRuntime {

    /** Starts the container and returns at once; throws when it cannot even be started. */
    RunningContainer start(ContainerSpec spec) throws IOException;
}
