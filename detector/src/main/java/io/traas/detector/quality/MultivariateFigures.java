package io.traas.detector.quality;

/**
 * How well trouble of a target is noticed and blamed on its metrics, over all series of one data set.
 *
 * @param events labelled events after probation
 * @param notifications at the shipped threshold
 * @param best at the one threshold that suits this data set best, which nobody knows in advance
 * @param bestThreshold that one
 * @param blamed events with labelled root metrics
 * @param hits of these, how many have a root metric first in the ranking at their beginning
 */
public record MultivariateFigures(
        int events, Count notifications, Count best, double bestThreshold, int blamed, int hits) {

    /**
     * @param events how many there were to find
     * @param found events with a notification in time
     * @param wrong notifications away from every event
     * @param points that were judged
     */
    public record Count(int events, int found, int wrong, long points) {

        static final Count NONE = new Count(0, 0, 0, 0);

        Count plus(Count other) {
            return new Count(events + other.events, found + other.found, wrong + other.wrong, points + other.points);
        }

        /** Found by found and wrong; 0 without any. */
        public double precision() {
            return found == 0 ? 0 : (double) found / (found + wrong);
        }

        public double recall() {
            return events == 0 ? 0 : (double) found / events;
        }

        /** Harmonic mean of precision and recall. */
        public double f1() {
            double sum = precision() + recall();
            return sum == 0 ? 0 : 2 * precision() * recall() / sum;
        }

        public double wrongPerTenThousandPoints() {
            return points == 0 ? 0 : 1e4 * wrong / points;
        }
    }

    /** Share of the events whose first suspect is a root metric; NaN without events. */
    public double rootMetricHitRate() {
        return blamed == 0 ? Double.NaN : (double) hits / blamed;
    }
}
