package io.traas.detector.detect;

import io.traas.detector.ensemble.RestorableDetector;
import io.traas.detector.ensemble.SeriesDetector.Finding;

/**
 * The detector of one series, the ensemble or another {@link Tier}, as it lies in Flink's state, and what it said of the last point. Immutable.
 *
 * @param state of the detector, as {@link RestorableDetector#snapshot()} gives it
 * @param lasts whether what was last told still goes on
 */
public record EnsembleMemory(
        byte[] state, double score, boolean alert, boolean lasts, double low, double high, String because) {

    /** After one more point. */
    static EnsembleMemory after(RestorableDetector detector, long atMillis, double value) {
        Finding finding = detector.observe(atMillis, value);
        return new EnsembleMemory(
                detector.snapshot(),
                finding.score(),
                finding.alert(),
                detector.isOpen(),
                finding.low(),
                finding.high(),
                finding.alert() ? detector.because() : "");
    }
}
