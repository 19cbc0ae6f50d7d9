package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * Whether surprise has piled up: the short-run mean of the size of the residuals against their long-run mean. Many
 * middling surprises in a row count here, one glitch hardly does (the idea of the anomaly likelihood of Ahmad, Lavin,
 * Purdy and Agha 2017, with the tail left to the calibration). Not thread-safe; constant cost.
 */
public final class Unrest {

    private static final double SHORT = 0.1;
    private static final double LONG = 0.002;
    private static final double CLIP = 8;
    /** Residuals are in standard deviations, whose size is 0.8 in the mean. */
    private static final double FLOOR = 0.2;

    private double shortRun;
    private double longRun;
    private int seen;

    /** The short-run mean over the long-run one, at least 0; takes the residual in. @param residual in scales */
    public double learn(double residual) {
        double size = Math.min(CLIP, Math.abs(residual));
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        shortRun += SHORT * (size - shortRun);
        double ratio = shortRun / Math.max(FLOOR, longRun);
        longRun += Math.max(LONG, 1.0 / seen) * (size - longRun);
        return ratio;
    }

    public void write(ByteBuffer out) {
        out.putInt(seen).putDouble(shortRun).putDouble(longRun);
    }

    public void read(ByteBuffer in) {
        seen = in.getInt();
        shortRun = in.getDouble();
        longRun = in.getDouble();
    }
}
