package io.traas.detector.scan;

import io.traas.model.Anomaly;

/**
 * What is remembered of a target as a whole. Immutable.
 *
 * @param open null when nothing is
 * @param calm how many scrapes in a row did not stray since something opened
 */
public record TargetMemory(Anomaly open, int calm) {

    public static final TargetMemory NONE = new TargetMemory(null, 0);
}
