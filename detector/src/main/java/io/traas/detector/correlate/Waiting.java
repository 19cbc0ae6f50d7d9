package io.traas.detector.correlate;

import io.traas.model.Anomaly;

/**
 * An open anomaly that belongs to no incident yet.
 *
 * @param heardMs wall-clock instant it was first heard of
 */
public record Waiting(Anomaly anomaly, long heardMs) {}
