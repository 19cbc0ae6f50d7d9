package io.traas.detector.detect;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.SeriesDetector.Finding;
import io.traas.model.SeriesFeedback;

/**
 * The shipped detector of one series as it lies in Flink's state, and what it said of the last point. Immutable.
 *
 * @param state of the detector, as {@link Ensemble#snapshot()} gives it
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
                finding.alert() ? ensemble.because() : "",
                before == null ? Heard.NOTHING : before.heard());
    }

    /** After what a person said of it. */
    EnsembleMemory after(SeriesFeedback feedback) {
        Ensemble ensemble = Ensemble.restore(state);
        Heard now = heard.hear(feedback, ensemble);
        return new EnsembleMemory(ensemble.snapshot(), score, alert, lasts, low, high, because, now);
    }
}
