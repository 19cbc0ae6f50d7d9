package io.traas.detector.testing;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.SeriesDetector.Finding;

/**
 * The smallest value, to a thousandth of a part, that this detector would tell above its band, and the largest it would
 * not.
 */
public record NearTheBar(double below, double beyond) {

    private static final double FAR = 1_000;

    /** @param second of the next point; values are searched between zero and a thousand */
    public static NearTheBar of(Ensemble detector, int second) {
        double below = 0;
        double beyond = FAR;
        byte[] learned = detector.snapshot();
        while (beyond - below > beyond / 1_000) {
            double middle = (below + beyond) / 2;
            Finding finding = Ensemble.restore(learned).observe(second * 1_000L, middle);
            if (finding.alert() && middle > finding.high()) {
                beyond = middle;
            } else {
                below = middle;
            }
        }
        return new NearTheBar(below, beyond);
    }
}
