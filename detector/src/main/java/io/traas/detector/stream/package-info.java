/** The Flink side: thin functions around the pure packages, sources and sinks, and the embedded cluster. */
package io.traas.detector.stream;
