package io.traas.detector.localise;

/**
 * A candidate for the cause.
 *
 * @param kind of the deviation that speaks against it most
 * @param score in [0, 1], comparable within one ranking
 * @param standsOut whether the deviation is more than chance and habit bring about, and enough to be noticed
 * @param because why it is suspected, one sentence
 */
public record RankedSuspect(String node, Kind kind, double score, boolean standsOut, String because) {}
