/** Every raw series by itself under the shipped detector, for those that an operator asked to be scanned. No Flink here. */
package io.traas.detector.scan;
