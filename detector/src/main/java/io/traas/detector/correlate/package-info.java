/**
 * Anomalies become incidents: what belongs together, where it comes from, what else suffers. Pure: time and facts are
 * handed in, and the same facts give the same incidents in whatever order they came.
 */
package io.traas.detector.correlate;
