/**
 * A Flink cluster of separate processes on this machine, and the detector's job on it or on any other: starting,
 * submitting, saving, watching. Talks to Flink over its REST interface and knows none of its classes.
 */
package io.traas.detector.cluster;
