package io.traas.detector.localise;

/**
 * A candidate for the cause.
 *
 * @param kind of the deviation that speaks against it most
 * @param share of the symptom that its own part could make up, in [0, 1]
 * @param since index of the first row in which it stands out, -1 when none does
 * @param damage what it did, a sentence without subject
 * @param score in [0, 1], comparable within one ranking
 * @param standsOut whether the deviation is more than chance and habit bring about, and enough to be noticed
 * @param because why it is suspected, one sentence
 */
public record RankedSuspect(
        String node,
        Kind kind,
        double share,
        int since,
        String damage,
        double score,
        boolean standsOut,
        String because) {}
