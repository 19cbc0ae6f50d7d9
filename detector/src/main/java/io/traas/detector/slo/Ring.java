package io.traas.detector.slo;

import java.util.Arrays;

/**
 * One resolution of an {@link EventHistory}: a ring of buckets of equal width, laid out in a shared array. Bucket
 * {@code k} holds what happened in {@code (k * width, (k + 1) * width]} ms. The newest bucket is summed in doubles, beside
 * the array: a million small numbers added up in floats would drift.
 *
 * @param widthMillis of one bucket
 * @param buckets how many are kept: one more than the longest window, whose oldest bucket is only partly in it
 * @param offset of the ring's first cell in the array of closed buckets
 * @param openOffset of its newest bucket in the array of open ones
 */
record Ring(long widthMillis, int buckets, int offset, int openOffset) {

    /** Cells a bucket takes: seconds watched, bad events, all events. */
    static final int CELLS = 3;

    int end() {
        return offset + buckets * CELLS;
    }

    /** Closes the bucket that was open and clears those that time passed into. */
    void advance(double[] open, float[] cells, long fromMillis, long toMillis) {
        long from = bucketOf(fromMillis);
        long to = bucketOf(toMillis);
        if (from == to) {
            return;
        }
        int closing = cellOf(from);
        for (int i = 0; i < CELLS; i++) {
            cells[closing + i] = (float) open[openOffset + i];
            open[openOffset + i] = 0;
        }
        if (to - from >= buckets) {
            Arrays.fill(cells, offset, end(), 0);
            return;
        }
        for (long bucket = from + 1; bucket <= to; bucket++) {
            int cell = cellOf(bucket);
            Arrays.fill(cells, cell, cell + CELLS, 0);
        }
    }

    /**
     * Counts what happened evenly over {@code millis} up to {@code atMillis} where it belongs; what is older than the
     * ring holds is past telling.
     */
    void add(double[] open, float[] cells, long newestMillis, long atMillis, long millis, double bad, double total) {
        long newest = bucketOf(newestMillis);
        long last = bucketOf(atMillis);
        long first = Math.min(last, Math.floorDiv(atMillis - millis, widthMillis));
        for (long bucket = Math.max(first, newest - buckets + 1); bucket <= last; bucket++) {
            long begin = Math.max(atMillis - millis, bucket * widthMillis);
            long end = Math.min(atMillis, (bucket + 1) * widthMillis);
            double share = millis == 0 ? 1 : (double) (end - begin) / millis;
            double seconds = share * millis / 1_000.0;
            if (bucket == newest) {
                open[openOffset] += seconds;
                open[openOffset + 1] += share * bad;
                open[openOffset + 2] += share * total;
            } else {
                int cell = cellOf(bucket);
                cells[cell] += (float) seconds;
                cells[cell + 1] += (float) (share * bad);
                cells[cell + 2] += (float) (share * total);
            }
        }
    }

    /** The last {@code windowMillis}; of the bucket that reaches out of the window only its share. */
    Window sum(double[] open, float[] cells, long newestMillis, long windowMillis) {
        long start = newestMillis - windowMillis;
        long first = Math.floorDiv(start, widthMillis);
        double share = (double) ((first + 1) * widthMillis - start) / widthMillis;
        double seconds = open[openOffset];
        double bad = open[openOffset + 1];
        double total = open[openOffset + 2];
        for (long bucket = first; bucket < bucketOf(newestMillis); bucket++) {
            int cell = cellOf(bucket);
            seconds += share * cells[cell];
            bad += share * cells[cell + 1];
            total += share * cells[cell + 2];
            share = 1;
        }
        return new Window(windowMillis / 1_000.0, seconds, bad, total);
    }

    private long bucketOf(long atMillis) {
        return Math.floorDiv(atMillis - 1, widthMillis);
    }

    private int cellOf(long bucket) {
        return offset + CELLS * (int) Math.floorMod(bucket, (long) buckets);
    }
}
