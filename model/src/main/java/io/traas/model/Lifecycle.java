package io.traas.model;

/** Where an anomaly or incident stands; the same id passes through these in order. */
public enum Lifecycle {
    OPENED,
    UPDATED,
    CLOSED
}
