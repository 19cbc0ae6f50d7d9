package io.traas.detector.ensemble;

/** One series under the shipped detector; not thread-safe; constant time and bounded memory a point. */
public interface SeriesDetector {
    /** @param atMillis event time, may be irregular, duplicate or out of order; @param value may be NaN or infinite. The returned object is immutable. */
    Finding observe(long atMillis, double value);
    /** @param score smoothed, in [0,1]; @param alert notification state after hysteresis; @param low,high expected band, NaN while unknown; */
    record Finding(double score, boolean alert, double low, double high) {}
}
