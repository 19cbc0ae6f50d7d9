package io.traas.detector.quality;

import io.traas.detector.ensemble.SeriesDetector;
import java.util.function.Supplier;

/**
 * A series in which people marked what is anomalous.
 *
 * @param at milliseconds since the epoch, in file order: may repeat or go back
 * @param starts index of the first row of each event, ascending
 * @param ends index of the last row of each event
 */
record LabelledSeries(String name, long[] at, double[] values, int[] starts, int[] ends) {

    LabelledSeries {
        if (at.length != values.length || starts.length != ends.length) {
            throw new IllegalArgumentException(name + ": " + at.length + " times, " + values.length + " values, "
                    + starts.length + " starts, " + ends.length + " ends");
        }
    }

    int size() {
        return at.length;
    }

    /** What a fresh detector says, point by point. */
    Judged judged(Supplier<? extends SeriesDetector> fresh) {
        SeriesDetector detector = fresh.get();
        double[] scores = new double[size()];
        boolean[] alerts = new boolean[size()];
        for (int i = 0; i < size(); i++) {
            SeriesDetector.Finding finding = detector.observe(at[i], values[i]);
            scores[i] = finding.score();
            alerts[i] = finding.alert();
        }
        return new Judged(this, scores, alerts);
    }

    /** A series and what a detector said of it. */
    record Judged(LabelledSeries series, double[] scores, boolean[] alerts) {

        boolean[] over(double threshold) {
            boolean[] over = new boolean[scores.length];
            for (int i = 0; i < scores.length; i++) {
                over[i] = scores[i] >= threshold;
            }
            return over;
        }
    }
}
