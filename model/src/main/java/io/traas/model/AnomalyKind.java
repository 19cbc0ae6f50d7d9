package io.traas.model;

/** The shape of a deviation. */
public enum AnomalyKind {
    HIGH,
    LOW,
    DROP_TO_ZERO,
    NO_DATA,
    CHANGE_RATE,
    BURN_RATE,
    FORECAST_BREACH,
    PATTERN,
    IMBALANCE
}
