package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * A lasting move to one side that no single value shows: two-sided cumulative sum of clipped residuals beyond a slack
 * (Page 1954), bounded so that it also ends. Not thread-safe; constant cost.
 */
public final class Shift {

    private static final double SLACK = 1;
    private static final double CLIP = 4;
    private static final double AT_MOST = 50;

    private double up;
    private double down;

    /** The larger of both sums, in scales; takes the residual in. @param residual in scales */
    public double learn(double residual) {
        double clipped = Math.max(-CLIP, Math.min(CLIP, residual));
        up = Math.min(AT_MOST, Math.max(0, up + clipped - SLACK));
        down = Math.min(AT_MOST, Math.max(0, down - clipped - SLACK));
        return Math.max(up, down);
    }

    public void write(ByteBuffer out) {
        out.putDouble(up).putDouble(down);
    }

    public void read(ByteBuffer in) {
        up = in.getDouble();
        down = in.getDouble();
    }
}
