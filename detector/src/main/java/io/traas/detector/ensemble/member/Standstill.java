package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * A series that used to move and stands still: at zero, where it hardly ever was, or on one value for much longer than
 * ever lately. Residuals get used to both within a few values; this remembers what is usual. Not thread-safe; constant
 * cost.
 */
public final class Standstill {

    private static final double RATE = 0.001;
    private static final int SPEAKS_AFTER = 200;
    private static final double SELDOM_ZERO = 0.002;
    private static final int ZEROS = 3;
    private static final double USUALLY_MOVES = 0.5;
    private static final int RUN_AT_LEAST = 12;
    private static final double TIMES_THE_LONGEST = 3;
    /** How much of the longest run is remembered after one more value. */
    private static final double FADING = 0.9995;

    private int seen;
    private double last;
    private int run;
    private double longest;
    private double zeros;
    private double moves;

    /** Takes the value in; whether with it the series stands still as it never did lately. @param value finite */
    public boolean learn(double value) {
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        boolean still = seen > 1 && value == last;
        double weight = Math.max(RATE, 1.0 / seen);
        if (!still) {
            longest = Math.max(run, longest * FADING);
        }
        run = still ? Math.min(run + 1, Integer.MAX_VALUE - 1) : 1;
        boolean strange = seen > SPEAKS_AFTER && (isZeroAsNever(value) || isStuckAsNever());
        if (run <= ZEROS || value != 0) {
            zeros += weight * ((value == 0 ? 1 : 0) - zeros);
        }
        moves += weight * ((still ? 0 : 1) - moves);
        last = value;
        return strange;
    }

    private boolean isZeroAsNever(double value) {
        return value == 0 && run == ZEROS && zeros < SELDOM_ZERO + ZEROS * Math.max(RATE, 1.0 / seen);
    }

    private boolean isStuckAsNever() {
        return moves > USUALLY_MOVES && run == (int) Math.max(RUN_AT_LEAST, TIMES_THE_LONGEST * longest);
    }

    public void write(ByteBuffer out) {
        out.putInt(seen)
                .putDouble(last)
                .putInt(run)
                .putDouble(longest)
                .putDouble(zeros)
                .putDouble(moves);
    }

    public void read(ByteBuffer in) {
        seen = in.getInt();
        last = in.getDouble();
        run = in.getInt();
        longest = in.getDouble();
        zeros = in.getDouble();
        moves = in.getDouble();
    }
}
