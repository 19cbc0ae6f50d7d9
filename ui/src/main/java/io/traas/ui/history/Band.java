package io.traas.ui.history;

import io.traas.model.Anomaly;
import io.traas.model.Lifecycle;
import io.traas.ui.history.MetricHistory.HistoryPoint;
import java.util.Arrays;
import java.util.List;

/**
 * What a signal was expected to be. While an anomaly is open, what its detector expected; otherwise the usual spread
 * over the window: median plus and minus four robust standard deviations, never below zero. Pure.
 */
final class Band {

    private static final double WIDTH = 4;
    /** Turns a median absolute deviation into a standard deviation for normal noise. */
    private static final double MAD_TO_SIGMA = 1.4826;

    private static final int FEWEST_POINTS = 10;

    private final double usualLow;
    private final double usualHigh;
    private final List<Anomaly> anomalies;

    Band(List<HistoryPoint> points, List<Anomaly> anomalies) {
        this.anomalies = List.copyOf(anomalies);
        double[] values = points.stream()
                .filter(point -> anomalyAt(point.atMillis()) == null)
                .mapToDouble(HistoryPoint::value)
                .toArray();
        if (values.length < FEWEST_POINTS) {
            usualLow = Double.NaN;
            usualHigh = Double.NaN;
            return;
        }
        double median = median(values);
        double mad = median(
                Arrays.stream(values).map(value -> Math.abs(value - median)).toArray());
        usualLow = Math.max(0, median - WIDTH * MAD_TO_SIGMA * mad);
        usualHigh = median + WIDTH * MAD_TO_SIGMA * mad;
    }

    /** May be NaN or infinite: then there is no lower edge. */
    double lowAt(long atMillis) {
        Anomaly anomaly = anomalyAt(atMillis);
        return anomaly == null ? usualLow : anomaly.expectedLow();
    }

    /** May be NaN or infinite: then there is no upper edge. */
    double highAt(long atMillis) {
        Anomaly anomaly = anomalyAt(atMillis);
        return anomaly == null ? usualHigh : anomaly.expectedHigh();
    }

    private Anomaly anomalyAt(long atMillis) {
        for (Anomaly anomaly : anomalies) {
            boolean begun = atMillis >= anomaly.openedAt().toEpochMilli();
            boolean over = anomaly.state() == Lifecycle.CLOSED
                    && atMillis > anomaly.updatedAt().toEpochMilli();
            if (begun && !over) {
                return anomaly;
            }
        }
        return null;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
