package io.traas.detector.quality;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Detection as a person on call meets it: flagged points that lie close together are one alert, which notifies when it
 * begins and again each {@value #REPEAT} points while it lasts. An event is found when it notifies in time.
 *
 * @param found events with a notification from {@value #EARLY} points before their start to {@value #LATE} after
 * @param falseAlerts notifications that are near no event
 * @param points that were looked at, behind the first 15 %
 * @param delays from an event's start to its first notification in time, in points, of the events found
 */
record Notifications(int events, int found, int falseAlerts, long points, List<Integer> delays) {

    private static final double SKIPPED_SHARE = 0.15;
    private static final int MERGE_GAP = 10;
    private static final int REPEAT = 60;
    private static final int EARLY = 3;
    private static final int LATE = 7;

    static final Notifications NONE = new Notifications(0, 0, 0, 0, List.of());

    Notifications {
        delays = List.copyOf(delays);
    }

    static Notifications of(LabelledSeries series, boolean[] flagged) {
        int first = (int) (SKIPPED_SHARE * series.size());
        List<Integer> told = told(flagged, first);
        int events = 0;
        List<Integer> delays = new ArrayList<>();
        boolean[] near = new boolean[told.size()];
        for (int k = 0; k < series.starts().length; k++) {
            int start = series.starts()[k];
            int end = series.ends()[k];
            if (end < first) {
                continue;
            }
            events++;
            int delay = Integer.MAX_VALUE;
            for (int i = 0; i < told.size(); i++) {
                int at = told.get(i);
                near[i] |= at >= start - EARLY && at <= end + EARLY;
                boolean inTime = at >= start - EARLY && at <= Math.min(end, start + LATE);
                delay = inTime ? Math.min(delay, at - start) : delay;
            }
            if (delay != Integer.MAX_VALUE) {
                delays.add(delay);
            }
        }
        int falseAlerts = 0;
        for (boolean one : near) {
            falseAlerts += one ? 0 : 1;
        }
        return new Notifications(events, delays.size(), falseAlerts, series.size() - first, delays);
    }

    private static List<Integer> told(boolean[] flagged, int first) {
        List<Integer> told = new ArrayList<>();
        int lastFlag = Integer.MIN_VALUE / 2;
        int lastTold = 0;
        for (int i = first; i < flagged.length; i++) {
            if (!flagged[i]) {
                continue;
            }
            boolean begins = i - lastFlag > MERGE_GAP;
            if (begins || i - lastTold >= REPEAT) {
                told.add(i);
                lastTold = i;
            }
            lastFlag = i;
        }
        return told;
    }

    Notifications plus(Notifications other) {
        List<Integer> all = new ArrayList<>(delays);
        all.addAll(other.delays);
        return new Notifications(
                events + other.events,
                found + other.found,
                falseAlerts + other.falseAlerts,
                points + other.points,
                all);
    }

    double precision() {
        return found + falseAlerts == 0 ? 0 : (double) found / (found + falseAlerts);
    }

    double recall() {
        return events == 0 ? 0 : (double) found / events;
    }

    double f1() {
        double sum = precision() + recall();
        return sum == 0 ? 0 : 2 * precision() * recall() / sum;
    }

    double falsePer10k() {
        return points == 0 ? 0 : 10_000.0 * falseAlerts / points;
    }

    /** In points; NaN when nothing was found. */
    double medianDelay() {
        DoubleStream sorted = delays.stream().mapToDouble(Integer::doubleValue).sorted();
        double[] all = sorted.toArray();
        return all.length == 0 ? Double.NaN : (all[(all.length - 1) / 2] + all[all.length / 2]) / 2;
    }
}
