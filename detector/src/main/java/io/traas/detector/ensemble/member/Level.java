package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * The level of a series and how far it usually strays: exponentially weighted, with each update clipped at
 * {@link #CLIP} scales, so that no single value pulls far, while a lasting change still widens the scale until it is
 * believed. Not thread-safe; constant cost.
 */
public final class Level {

    private static final double CLIP = 4;
    private static final int PLAIN_UNTIL = 30;
    private static final double MEAN_DEVIATION_TO_SIGMA = 1.2533;
    private static final double RELATIVE_FLOOR = 1e-4;
    private static final double ABSOLUTE_FLOOR = 1e-9;

    private final double rate;
    private int seen;
    private double level;
    private double deviation;

    /** @param rate weight of a new value once learned, in (0, 1] */
    public Level(double rate) {
        this.rate = rate;
    }

    public double level() {
        return level;
    }

    /** About one standard deviation; never zero, so that a flat series does not make every hair a deviation. */
    public double scale() {
        return Math.max(
                deviation * MEAN_DEVIATION_TO_SIGMA, Math.max(RELATIVE_FLOOR * Math.abs(level), ABSOLUTE_FLOOR));
    }

    /** @param value finite */
    public void learn(double value) {
        if (seen == 0) {
            seen = 1;
            level = value;
            return;
        }
        double limit = seen < PLAIN_UNTIL ? Double.MAX_VALUE : CLIP * scale();
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        double weight = Math.max(rate, 1.0 / seen);
        double surprise = Math.max(-limit, Math.min(limit, value - level));
        level += weight * surprise;
        deviation += weight * (Math.abs(surprise) - deviation);
    }

    public void write(ByteBuffer out) {
        out.putInt(seen).putDouble(level).putDouble(deviation);
    }

    public void read(ByteBuffer in) {
        seen = in.getInt();
        level = in.getDouble();
        deviation = in.getDouble();
    }
}
