/**
 * One series at a time: what is normal for it, whether it deviates, and since when. Pure: no clock, no I/O, no Flink;
 * what must be remembered is handed in and handed back, so that it can live in checkpointed state.
 */
package io.traas.detector.detect;
