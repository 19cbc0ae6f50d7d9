/** Detect: samples become anomalies, anomalies become incidents. */
package io.traas.detector;
