package io.traas.drills.cluster;

/** One machine of the practice cluster, in the hands of a fault. Thread-safe. */
public interface PracticeNode {

    /** Name of the Node object, such as {@code n1}. */
    String name();

    /** Value of {@code topology.kubernetes.io/zone}, such as {@code z1}. */
    String zone();

    /**
     * Pulls the plug: every process of the node is killed at once with its children and the kubelet falls silent.
     * The cluster learns of it only by the missing heartbeat. No effect on a node that is already down.
     */
    void fail();

    /** Switches it on again: terminating pods vanish, the others are restarted. No effect on a node that is up. */
    void restore();

    /** Whether the kubelet is running. */
    boolean isUp();
}
