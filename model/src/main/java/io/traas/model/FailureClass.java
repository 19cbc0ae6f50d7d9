package io.traas.model;

/** What kind of trouble an anomaly or incident is; runbooks are chosen by it, never by names of services. */
public enum FailureClass {
    ERRORS,
    LATENCY,
    TRAFFIC,
    SATURATION,
    MEMORY,
    UNRESPONSIVE,
    IMBALANCE,
    NODE_LOSS,
    OBSERVER,
    OTHER,
    /** Not trouble: the sign of life that crosses the whole pipeline. */
    HEARTBEAT
}
