/** The Flink cluster inside this JVM and the checkpoints it leaves on disk. */
package io.traas.detector.stream.embedded;
