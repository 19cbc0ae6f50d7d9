package io.traas.detector.detect;

import io.traas.detector.forecast.Trend;
import io.traas.detector.slo.EventHistory;
import io.traas.model.Anomaly;

/**
 * All that is remembered of one series by one detector. Immutable.
 *
 * @param marks the last judged points, newest in the lowest bit, 1 for a breach
 * @param cleanRun judged points since the last that was not clean
 * @param unknownRun points since the last that could be judged
 * @param open the open anomaly, null when there is none
 * @param events good and bad ones of the last month, null unless the method counts them
 * @param trend how it grows, null unless the method forecasts
 * @param ensemble the detector of single series, null unless one judges
 */
public record SeriesMemory(
        Baseline baseline,
        Recent recent,
        int marks,
        int cleanRun,
        int unknownRun,
        Anomaly open,
        EventHistory events,
        Trend trend,
        EnsembleMemory ensemble) {

    public static final SeriesMemory NEW =
            new SeriesMemory(Baseline.EMPTY, Recent.NONE, 0, 0, 0, null, null, null, null);

    public boolean isOpen() {
        return open != null;
    }

    /** Breaches among the last {@code window} judged points. */
    int breaches(int window) {
        int mask = window >= Integer.SIZE ? -1 : (1 << window) - 1;
        return Integer.bitCount(marks & mask);
    }

    SeriesMemory learned(Baseline newBaseline, Recent newRecent) {
        return new SeriesMemory(newBaseline, newRecent, marks, cleanRun, unknownRun, open, events, trend, ensemble);
    }

    SeriesMemory counted(EventHistory newEvents) {
        return new SeriesMemory(baseline, recent, marks, cleanRun, unknownRun, open, newEvents, trend, ensemble);
    }

    SeriesMemory followed(Trend newTrend) {
        return new SeriesMemory(baseline, recent, marks, cleanRun, unknownRun, open, events, newTrend, ensemble);
    }

    SeriesMemory observed(EnsembleMemory newEnsemble) {
        return new SeriesMemory(baseline, recent, marks, cleanRun, unknownRun, open, events, trend, newEnsemble);
    }

    SeriesMemory marked(Judgement.Outcome outcome) {
        return switch (outcome) {
            case BREACH -> new SeriesMemory(baseline, recent, marks << 1 | 1, 0, 0, open, events, trend, ensemble);
            case BETWEEN -> new SeriesMemory(baseline, recent, marks << 1, 0, 0, open, events, trend, ensemble);
            case CLEAN ->
                new SeriesMemory(baseline, recent, marks << 1, cleanRun + 1, 0, open, events, trend, ensemble);
            case UNKNOWN ->
                new SeriesMemory(baseline, recent, marks, cleanRun, unknownRun + 1, open, events, trend, ensemble);
        };
    }

    SeriesMemory with(Anomaly anomaly) {
        return new SeriesMemory(baseline, recent, marks, cleanRun, unknownRun, anomaly, events, trend, ensemble);
    }

    /** Forgets the breaches as well, so that the next anomaly needs fresh ones. */
    SeriesMemory closed() {
        return new SeriesMemory(baseline, recent, 0, 0, 0, null, events, trend, ensemble);
    }
}
