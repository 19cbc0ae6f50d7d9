package io.traas.detector.ensemble;

import java.nio.ByteBuffer;

/**
 * The number that goes out. Up to {@link #QUIET_UP_TO} it is the smoothed size of the surprise, so that a lasting
 * anomaly stays high and one glitch fades. A point with something new to say stands above that by how far it is over the
 * bar, and reaches {@link Ensemble#THRESHOLD} exactly when it is a notification. Not thread-safe; constant cost.
 */
public final class Score {

    static final double QUIET_UP_TO = 0.4;

    private static final double RATE = 0.12;
    private static final double CLIP = 50;
    private static final double NOVELTY_SHARE = 0.1;
    /** Smoothed squared surprise that gives half of the quiet range: five scales. */
    private static final double HALF_AT = 25;

    private double smoothed;

    /** @param residual in scales; @param residualNovelty in percent */
    public void learn(double residual, double residualNovelty) {
        double surprise = Math.min(CLIP, Math.abs(residual) + NOVELTY_SHARE * residualNovelty);
        smoothed += RATE * (surprise * surprise - smoothed);
    }

    /** Of a point with nothing new to say, in [0, {@link #QUIET_UP_TO}). */
    public double quiet() {
        return QUIET_UP_TO * smoothed / (smoothed + HALF_AT);
    }

    /** Of any point. @param excess what the gate said */
    public double of(double excess) {
        if (excess < Gate.WEAK) {
            return quiet();
        }
        if (excess < 0) {
            return Ensemble.THRESHOLD - (Ensemble.THRESHOLD - QUIET_UP_TO) * excess / Gate.WEAK;
        }
        return Ensemble.THRESHOLD + (1 - Ensemble.THRESHOLD) * excess / (excess + 1);
    }

    public void write(ByteBuffer out) {
        out.putDouble(smoothed);
    }

    public void read(ByteBuffer in) {
        smoothed = in.getDouble();
    }
}
