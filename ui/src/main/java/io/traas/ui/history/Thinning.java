package io.traas.ui.history;

import io.traas.ui.history.MetricHistory.HistoryPoint;
import java.util.ArrayList;
import java.util.List;

/** Fewer points for the same picture: of each stretch of time its lowest and its highest value. Pure. */
final class Thinning {

    private Thinning() {}

    /** At most {@code maxPoints} of the points, in their order; every extreme of the whole is among them. */
    static List<HistoryPoint> thin(List<HistoryPoint> points, int maxPoints) {
        if (points.size() <= maxPoints) {
            return List.copyOf(points);
        }
        int stretches = Math.max(1, maxPoints / 2);
        List<HistoryPoint> kept = new ArrayList<>(stretches * 2);
        for (int i = 0; i < stretches; i++) {
            int start = (int) ((long) points.size() * i / stretches);
            int end = (int) ((long) points.size() * (i + 1) / stretches);
            addExtremes(points.subList(start, end), kept);
        }
        return kept;
    }

    private static void addExtremes(List<HistoryPoint> stretch, List<HistoryPoint> kept) {
        HistoryPoint lowest = stretch.get(0);
        HistoryPoint highest = lowest;
        for (HistoryPoint point : stretch) {
            lowest = point.value() < lowest.value() ? point : lowest;
            highest = point.value() > highest.value() ? point : highest;
        }
        if (lowest == highest) {
            kept.add(lowest);
        } else if (lowest.atMillis() < highest.atMillis()) {
            kept.add(lowest);
            kept.add(highest);
        } else {
            kept.add(highest);
            kept.add(lowest);
        }
    }
}
