package io.traas.detector.detect;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.SeriesDetector.Finding;

/**
 * The shipped detector of one series as it lies in Flink's state, and what it said of the last point. Immutable.
 *
 * @param state of the detector, as {@link Ensemble#snapshot()} gives it
 * @param lasts whether what was last told still goes on
 */
public record EnsembleMemory(
        byte[] state, double score, boolean alert, boolean lasts, double low, double high, String because) {

    /** After one more point; a fresh detector when {@code before} is null. */
    static EnsembleMemory after(EnsembleMemory before, long atMillis, double value) {
        Ensemble ensemble = before == null ? Ensemble.shipped() : Ensemble.restore(before.state());
        Finding finding = ensemble.observe(atMillis, value);
        return new EnsembleMemory(
                ensemble.snapshot(),
                finding.score(),
                finding.alert(),
                ensemble.isOpen(),
                finding.low(),
                finding.high(),
                finding.alert() ? ensemble.because() : "");
    }
}
