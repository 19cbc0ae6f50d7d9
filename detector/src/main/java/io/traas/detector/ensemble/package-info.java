/**
 * The shipped detector: one configuration for every series, a fixed small cost and a bounded state. Pure: no clock, no
 * I/O, no Flink, no shared randomness. {@link io.traas.detector.ensemble.Ensemble} shows the way of a point.
 */
package io.traas.detector.ensemble;
