/**
 * When something that grows reaches its limit: a robust slope over a bounded, down-sampled history, with a memory of
 * what is usually cleaned up in time. Pure: no clock, no I/O, no Flink.
 */
package io.traas.detector.forecast;
