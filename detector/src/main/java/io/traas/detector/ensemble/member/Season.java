package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * What a series usually is at this time of its period: one exponentially weighted mean for each slice of the period, by
 * event time (UTC), so that gaps and clock jumps only ask another slice. The weight of a value is the share of its slice
 * it stands for, so that a visit counts the same at any sampling interval. Not thread-safe; constant cost.
 */
public final class Season {

    /** Share of a slice that one full visit renews, once several periods are known. */
    private static final double WEIGHT_OF_VISIT = 0.4;

    private static final double WEIGHT_OF_VALUE_AT_MOST = 0.5;

    private final long sliceMillis;
    private final float[] means;

    private Season(int slices, long sliceMillis) {
        this.sliceMillis = sliceMillis;
        this.means = new float[slices];
        Arrays.fill(means, Float.NaN);
    }

    /** Half-hours of a day. */
    public static Season daily() {
        return new Season(48, 1_800_000);
    }

    /** Hours of a week. */
    public static Season weekly() {
        return new Season(168, 3_600_000);
    }

    /** The usual value at that time, or {@code otherwise} while nothing is known of it. */
    public double at(long atMillis, double otherwise) {
        float mean = means[slice(atMillis)];
        return Float.isNaN(mean) ? otherwise : mean;
    }

    /**
     * @param sinceMillis time that the value stands for, at least 0
     * @param periods how many periods of this series were seen; the first ones count as plain means
     */
    public void learn(long atMillis, double value, double sinceMillis, double periods) {
        int slice = slice(atMillis);
        if (Float.isNaN(means[slice])) {
            means[slice] = (float) value;
            return;
        }
        double share = sinceMillis / sliceMillis * Math.max(WEIGHT_OF_VISIT, 1 / (1 + periods));
        means[slice] += (float) (Math.min(WEIGHT_OF_VALUE_AT_MOST, share) * (value - means[slice]));
    }

    private int slice(long atMillis) {
        return (int) Math.floorMod(Math.floorDiv(atMillis, sliceMillis), (long) means.length);
    }

    /** Only the slices that were visited, and which they are: a young series has few of a week. */
    public void write(ByteBuffer out) {
        for (int first = 0; first < means.length; first += Long.SIZE) {
            int end = Math.min(means.length, first + Long.SIZE);
            long visited = 0;
            for (int each = first; each < end; each++) {
                visited |= Float.isNaN(means[each]) ? 0 : 1L << (each - first);
            }
            out.putLong(visited);
            for (int each = first; each < end; each++) {
                if (!Float.isNaN(means[each])) {
                    out.putFloat(means[each]);
                }
            }
        }
    }

    public void read(ByteBuffer in) {
        for (int first = 0; first < means.length; first += Long.SIZE) {
            long visited = in.getLong();
            for (int each = first; each < Math.min(means.length, first + Long.SIZE); each++) {
                means[each] = (visited >>> (each - first) & 1) != 0 ? in.getFloat() : Float.NaN;
            }
        }
    }

    /** As it was written until all of them were no longer written. */
    public void readAll(ByteBuffer in) {
        for (int each = 0; each < means.length; each++) {
            means[each] = in.getFloat();
        }
    }
}
