package io.traas.detector.detect;

import io.traas.detector.ensemble.RestorableDetector;
import io.traas.detector.ensemble.SeriesDetector.Finding;
import io.traas.model.SeriesFeedback;

/**
 * The detector of one series, the ensemble or another {@link Tier}, as it lies in Flink's state, and what it said of the last point. Immutable.
 *
 * @param state of the detector, as {@link RestorableDetector#snapshot()} gives it
 * @param lasts whether what was last told still goes on
 * @param heard what people said of it; absent in what was written before they could
 */
public record EnsembleMemory(
        byte[] state,
        double score,
        boolean alert,
        boolean lasts,
        double low,
        double high,
        String because,
        Heard heard) {

    public EnsembleMemory {
        heard = heard == null ? Heard.NOTHING : heard;
    }

    /** After one more point. */
    static EnsembleMemory after(RestorableDetector detector, Heard heard, long atMillis, double value) {
        Finding finding = detector.observe(atMillis, value);
        return new EnsembleMemory(
                detector.snapshot(),
                finding.score(),
                finding.alert(),
                detector.isOpen(),
                finding.low(),
                finding.high(),
                finding.alert() ? detector.because() : "",
                heard);
    }

    /** After what a person said of it. */
    EnsembleMemory after(SeriesFeedback feedback, Tier tier) {
        RestorableDetector detector = tier.restore(state);
        Heard now = heard.hear(feedback, detector);
        return new EnsembleMemory(detector.snapshot(), score, alert, lasts, low, high, because, now);
    }
}
