package io.traas.drills.cluster.write;

/** Which part of an object a write may change. */
public enum Part {
    /** Everything but the status. */
    OBJECT,
    /** The status, labels and annotations. */
    STATUS,
    /** The node a pod is bound to, with the condition that goes with it; counts as no new generation. */
    BINDING
}
