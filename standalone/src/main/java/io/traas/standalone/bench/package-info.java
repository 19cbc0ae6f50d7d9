/** {@code ./traas bench detect}: what the detector costs and how fast it is, on a real broker and a real Flink cluster. */
package io.traas.standalone.bench;
