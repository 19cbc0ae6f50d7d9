/**
 * The expensive detector of a single series, for those who ask for it: a random cut forest over its last values. Pure: no
 * clock, no I/O, no Flink, no randomness but what its seed gives.
 */
package io.traas.detector.forest;
