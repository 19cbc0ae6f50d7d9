package io.traas.detector.correlate;

import io.traas.detector.localise.Answers;
import io.traas.detector.localise.History;
import io.traas.detector.workload.Traffic;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last intervals of a workload's traffic and, while there is trouble, the last ones before it. Immutable; callers
 * treat the arrays as such.
 *
 * @param intervalMs length of an interval
 * @param intervals numbers of those that are known, ascending, at most twice {@link #KEPT}
 * @param values for each of them requests a second, mean latency in seconds and share of errors; NaN when unknown
 */
public record TrafficHistory(long intervalMs, long[] intervals, float[] values) {

    static final int KEPT = 60;

    public static final TrafficHistory NONE = new TrafficHistory(1, new long[0], new float[0]);

    private static final int COLUMNS = 3;
    /** An alarm rises at the second to fourth interval that deviates. */
    private static final int NOTICED_AFTER = 4;
    /** What is older says nothing of how it is these days. */
    private static final int OLDEST = 10 * KEPT;

    public TrafficHistory {
        if (values.length != COLUMNS * intervals.length) {
            throw new IllegalArgumentException("trafficHistory.values are " + values.length + ", must be " + COLUMNS
                    + " for each of " + intervals.length + " intervals");
        }
    }

    /**
     * With one more interval. One that is not newer than the newest is ignored; with another length of an interval all
     * begins anew.
     *
     * @param troubledSinceMs what lies before is kept apart from the present; {@link Long#MIN_VALUE} when all is well
     */
    public TrafficHistory with(Traffic row, long troubledSinceMs) {
        if (row.intervalMs() != intervalMs) {
            return new TrafficHistory(row.intervalMs(), new long[] {row.interval()}, columns(row));
        }
        int size = intervals.length;
        if (size > 0 && row.interval() <= newest()) {
            return this;
        }
        int present = firstFrom(onsetOf(troubledSinceMs));
        int firstUsual = Math.max(0, present - KEPT);
        int firstPresent = Math.max(present, size + 1 - KEPT);
        int usual = present - firstUsual;
        int rows = usual + size - firstPresent + 1;
        long[] newIntervals = new long[rows];
        System.arraycopy(intervals, firstUsual, newIntervals, 0, usual);
        System.arraycopy(intervals, firstPresent, newIntervals, usual, size - firstPresent);
        newIntervals[rows - 1] = row.interval();
        float[] newValues = new float[COLUMNS * rows];
        System.arraycopy(values, COLUMNS * firstUsual, newValues, 0, COLUMNS * usual);
        System.arraycopy(values, COLUMNS * firstPresent, newValues, COLUMNS * usual, COLUMNS * (size - firstPresent));
        System.arraycopy(columns(row), 0, newValues, COLUMNS * (rows - 1), COLUMNS);
        return new TrafficHistory(intervalMs, newIntervals, newValues);
    }

    private static float[] columns(Traffic row) {
        return new float[] {row.requests(), row.latencySeconds(), row.errorShare()};
    }

    boolean isEmpty() {
        return intervals.length == 0;
    }

    /** Number of the newest interval; there must be one. */
    long newest() {
        return intervals[intervals.length - 1];
    }

    /** The interval in which trouble may have begun that an alarm told of at that instant. */
    long onsetOf(long alarmMs) {
        return Math.floorDiv(alarmMs, intervalMs) - (alarmMs == Long.MIN_VALUE ? 0 : NOTICED_AFTER);
    }

    /**
     * In the form in which it is ranked.
     *
     * @param onset interval in which the trouble may have begun
     * @param until newest interval of all workloads that are compared
     */
    History toHistory(String node, long onset, long until) {
        List<Answers> rows = new ArrayList<>();
        for (int i = firstFrom(onset - OLDEST); i < firstFrom(onset); i++) {
            rows.add(answers(i));
        }
        int usual = rows.size();
        for (long interval = Math.max(onset, until - KEPT + 1); interval <= until; interval++) {
            int at = Arrays.binarySearch(intervals, interval);
            rows.add(at < 0 ? new Answers(Double.NaN, Double.NaN, Double.NaN) : answers(at));
        }
        return new History(node, false, rows, usual);
    }

    private Answers answers(int row) {
        double requests = values[COLUMNS * row] * intervalMs / 1000.0;
        return new Answers(requests, values[COLUMNS * row + 1], requests * values[COLUMNS * row + 2]);
    }

    /** Index of the first interval from this one on. */
    private int firstFrom(long interval) {
        int at = Arrays.binarySearch(intervals, interval);
        return at < 0 ? -at - 1 : at;
    }
}
