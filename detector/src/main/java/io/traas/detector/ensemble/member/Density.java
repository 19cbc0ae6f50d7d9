package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How far a value lies from everything seen lately: a sample of the past in which a value survives with exponentially
 * falling odds (time-decayed reservoir), kept in order, so that the nearest one is found by halving. Which value is kept
 * is decided by a hash of the count of values, so a replay keeps the same. Not thread-safe; O(log n) to ask, an array
 * move to keep.
 */
final class Density {

    private static final int SIZE = 256;
    /** Odds that a value is kept; with {@link #SIZE} the mean age of what is kept is 2,560 values. */
    private static final double KEPT = 0.1;

    private static final int SPEAKS_AFTER = 10;
    private static final double OUTSIDE = 2;
    private static final double RELATIVE_FLOOR = 1e-4;
    private static final double ABSOLUTE_FLOOR = 1e-9;
    private static final double UNIT_53 = 0x1.0p-53;

    private final long salt;
    private final float[] sorted = new float[SIZE];
    private int size;
    private long seen;
    /** Values are kept as differences from the first, so that a small wiggle on a large value survives as a float. */
    private double origin;

    /** @param salt makes two of them keep different values */
    Density(long salt) {
        this.salt = salt;
    }

    /** Distance to the nearest kept value as a share of the kept range, doubled outside of it; 0 while little is known. */
    double gap(double value) {
        if (size < SPEAKS_AFTER) {
            return 0;
        }
        float sought = (float) (value - origin);
        int above = Arrays.binarySearch(sorted, 0, size, sought);
        if (above >= 0) {
            return 0;
        }
        above = -above - 1;
        double toUpper = above < size ? sorted[above] - sought : Double.MAX_VALUE;
        double toLower = above > 0 ? sought - sorted[above - 1] : Double.MAX_VALUE;
        double share = Math.min(toUpper, toLower) / range();
        return above == 0 || above == size ? OUTSIDE * share : share;
    }

    /** Largest minus smallest kept value, in the unit of the series; never zero. */
    double range() {
        if (size == 0) {
            return ABSOLUTE_FLOOR;
        }
        double largest = Math.abs(sorted[size - 1] + origin);
        return Math.max(sorted[size - 1] - sorted[0], Math.max(RELATIVE_FLOOR * largest, ABSOLUTE_FLOOR));
    }

    /** @param value finite */
    void learn(double value) {
        if (seen == 0) {
            origin = value;
        }
        seen++;
        if (size < SIZE) {
            insert((float) (value - origin), size++);
            return;
        }
        long random = mix(seen * 0x9E3779B97F4A7C15L + salt);
        if ((random >>> 11) * UNIT_53 < KEPT) {
            insert((float) (value - origin), (int) (mix(random) & (SIZE - 1)));
        }
    }

    /** Puts a value in its place, and gives up the one at {@code hole}. */
    private void insert(float value, int hole) {
        int end = hole;
        int place = Arrays.binarySearch(sorted, 0, size - (hole == size - 1 ? 1 : 0), value);
        place = place < 0 ? -place - 1 : place;
        if (place <= end) {
            System.arraycopy(sorted, place, sorted, place + 1, end - place);
            sorted[place] = value;
        } else {
            System.arraycopy(sorted, end + 1, sorted, end, place - 1 - end);
            sorted[place - 1] = value;
        }
    }

    /** The finishing steps of SplitMix64 (Steele, Lea and Flood 2014). */
    private static long mix(long bits) {
        long mixed = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }

    void write(ByteBuffer out) {
        out.putShort((short) size).putLong(seen).putDouble(origin);
        SortedFloats.write(out, sorted, size);
    }

    void read(ByteBuffer in) {
        size = in.getShort();
        seen = in.getLong();
        origin = in.getDouble();
        SortedFloats.read(in, sorted, size);
    }
}
