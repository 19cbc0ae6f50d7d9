package io.traas.drills.cluster.container;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;

/** What a container does, as its pod's status shows it. */
public sealed interface ContainerState {

    /** The value of {@code state} or {@code lastState}. */
    ObjectNode tree();

    /** Not running, for this reason. */
    record Waiting(String reason, String message) implements ContainerState {
        @Override
        public ObjectNode tree() {
            ObjectNode tree = KubernetesJson.object();
            ObjectNode waiting = tree.putObject("waiting").put("reason", reason);
            if (!message.isEmpty()) {
                waiting.put("message", message);
            }
            return tree;
        }
    }

    /** Running since a point in time. */
    record Running(String startedAt) implements ContainerState {
        @Override
        public ObjectNode tree() {
            ObjectNode tree = KubernetesJson.object();
            tree.putObject("running").put("startedAt", startedAt);
            return tree;
        }
    }

    /** Ended. */
    record Terminated(int exitCode, String reason, String startedAt, String finishedAt, String containerId)
            implements ContainerState {
        @Override
        public ObjectNode tree() {
            ObjectNode tree = KubernetesJson.object();
            tree.putObject("terminated")
                    .put("exitCode", exitCode)
                    .put("reason", reason)
                    .put("startedAt", startedAt)
                    .put("finishedAt", finishedAt)
                    .put("containerID", containerId);
            return tree;
        }
    }
}
