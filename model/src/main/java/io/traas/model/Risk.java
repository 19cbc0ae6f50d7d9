package io.traas.model;

/** How much harm a plan can do when it is wrong. */
public enum Risk {
    LOW,
    MEDIUM,
    HIGH
}
