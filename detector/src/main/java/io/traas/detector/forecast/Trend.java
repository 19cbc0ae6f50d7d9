package io.traas.detector.forecast;

import java.util.Arrays;

/**
 * What is remembered of a series to see it grow: the means of at most {@link #POINTS} buckets of time and the slopes
 * they give, computed anew only when a bucket closes. About 0.6 KB; immutable.
 *
 * <p>A sample that is not a number, or older than the open bucket, teaches nothing; a clock put back by more than the
 * history starts it anew, and so does a gap longer than it. After a clean-up, a fall by more than {@link #CLEAN_UP} scales
 * that lasts, what grew before says nothing any more.
 *
 * @param bucket number of the open bucket
 * @param sum of its samples, turned so that more is nearer to the limit
 * @param count of its samples, 0 before the first of all
 * @param values means of the closed buckets, oldest first, NaN for one without samples
 * @param slopes a bucket, of all of the history; NaN while it is too short
 * @param recent median slope a bucket of the last part of it
 * @param scale usual size of a step from one bucket to the next
 */
public record Trend(
        long bucket, double sum, int count, double[] values, Slopes slopes, double recent, double scale, Habit habit) {

    public static final int POINTS = 60;
    static final int MIN_POINTS = 15;
    static final double CLEAN_UP = 5;

    public static final Trend NONE = new Trend(0, 0, 0, new double[0], Slopes.NONE, Double.NaN, Double.NaN, Habit.NONE);

    private static final int MIN_FOR_SCALE = 6;
    private static final int LAST_PART = 6;
    private static final int MIN_LAST_PART = 5;
    private static final double MAD_TO_SIGMA = 1.4826;
    private static final double RELATIVE_FLOOR = 1e-4;

    /** After one more sample. */
    public Trend with(long atMillis, double value, Capacity capacity) {
        if (!Double.isFinite(value)) {
            return this;
        }
        double turned = capacity.turned(value);
        long of = Math.floorDiv(atMillis, capacity.bucketMillis());
        if (count == 0 || Math.abs(of - bucket) > POINTS) {
            return new Trend(of, turned, 1, new double[0], Slopes.NONE, Double.NaN, Double.NaN, habit);
        }
        if (of < bucket) {
            return this;
        }
        if (of == bucket) {
            return new Trend(bucket, sum + turned, count + 1, values, slopes, recent, scale, habit);
        }
        return closed(of).opened(of, turned);
    }

    /** After a breach was forecast. */
    public Trend warned() {
        return new Trend(bucket, sum, count, values, slopes, recent, scale, habit.warning());
    }

    /** The mean of the newest bucket that closed, NaN when none did. */
    double newest() {
        for (int i = values.length - 1; i >= 0; i--) {
            if (!Double.isNaN(values[i])) {
                return values[i];
            }
        }
        return Double.NaN;
    }

    private Trend opened(long of, double turned) {
        return new Trend(of, turned, 1, values, slopes, recent, scale, habit);
    }

    /** The open bucket and those without samples up to {@code next} become history. */
    private Trend closed(long next) {
        int added = (int) (next - bucket);
        int kept = Math.min(values.length, POINTS - added);
        double[] longer = Arrays.copyOfRange(values, values.length - kept, values.length + added);
        Arrays.fill(longer, kept, longer.length, Double.NaN);
        longer[kept] = sum / count;
        int fall = fall(longer, kept);
        if (fall < 0) {
            return learned(longer, habit);
        }
        double peak = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < fall; i++) {
            peak = Double.isNaN(longer[i]) ? peak : Math.max(peak, longer[i]);
        }
        return learned(Arrays.copyOfRange(longer, kept, longer.length), habit.cleanedUp(peak, longer[kept]));
    }

    /**
     * Where the values fell so far that it was a clean-up: index of the first of two in a row that lie below the one
     * before them; the first may be half of each, and one alone a glitch. Negative when nothing fell.
     */
    private int fall(double[] longer, int last) {
        int first = before(longer, last);
        int reference = first < 0 ? -1 : before(longer, first);
        if (reference < 0 || Double.isNaN(scale)) {
            return -1;
        }
        double limit = longer[reference] - CLEAN_UP * scale;
        return longer[first] < limit && longer[last] < limit ? first : -1;
    }

    private static int before(double[] values, int index) {
        int before = index - 1;
        while (before >= 0 && Double.isNaN(values[before])) {
            before--;
        }
        return before;
    }

    private Trend learned(double[] longer, Habit after) {
        double[] known = Arrays.stream(longer).filter(Double::isFinite).toArray();
        boolean enough = known.length >= MIN_POINTS;
        int lastPart = Math.max(MIN_LAST_PART, longer.length / LAST_PART);
        return new Trend(
                bucket,
                sum,
                count,
                longer,
                enough ? Slopes.of(longer, 0) : Slopes.NONE,
                enough ? Slopes.of(longer, longer.length - lastPart).median() : Double.NaN,
                known.length >= MIN_FOR_SCALE ? scaleOf(known) : Double.NaN,
                after);
    }

    /** Robust size of the steps: neither a hair nor a steady fall is a clean-up. */
    private static double scaleOf(double[] known) {
        double[] steps = new double[known.length - 1];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = known[i + 1] - known[i];
        }
        double usual = median(steps);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.abs(steps[i] - usual);
        }
        double stray = Math.max(MAD_TO_SIGMA * median(steps), Math.abs(usual));
        return Math.max(stray, RELATIVE_FLOOR * Math.abs(median(known)));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
