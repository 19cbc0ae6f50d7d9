package io.traas.detector.ensemble;

import java.nio.ByteBuffer;

/**
 * How often a series is sampled, by event time: the mean logarithm of the intervals, each clipped, so that gaps, bursts,
 * duplicates and clock jumps pull little. Odds a point become expectations a week by it: one configuration then means the
 * same at one sample a second and at one an hour. Not thread-safe; constant cost.
 */
public final class Pace {

    private static final double LOG_WEEK = Math.log10(7 * 86_400_000.0);
    private static final double LOG_FIVE_MINUTES = Math.log10(300_000);
    private static final double SHORTEST_MILLIS = 1_000;
    private static final double LONGEST_MILLIS = 86_400_000;
    private static final double RATE = 0.05;
    private static final double CLIP = 0.3;

    private boolean started;
    private long lastAtMillis;
    private double logInterval = Double.NaN;

    /** Takes the point in; event time since the one before, 0 for the first, a duplicate or one out of order. */
    public double learn(long atMillis) {
        // Differences of far apart longs may overflow: as doubles they do not.
        double since = started ? Math.max(0, (double) atMillis - lastAtMillis) : 0;
        started = true;
        lastAtMillis = atMillis;
        if (since > 0) {
            double log = Math.log10(Math.max(SHORTEST_MILLIS, Math.min(LONGEST_MILLIS, since)));
            logInterval = Double.isNaN(logInterval)
                    ? log
                    : logInterval + RATE * Math.max(-CLIP, Math.min(CLIP, log - logInterval));
        }
        return since;
    }

    /** Decimal logarithm of the points a week; one in five minutes while unknown. */
    public double logPointsPerWeek() {
        return LOG_WEEK - (Double.isNaN(logInterval) ? LOG_FIVE_MINUTES : logInterval);
    }

    public void write(ByteBuffer out) {
        out.put((byte) (started ? 1 : 0)).putLong(lastAtMillis).putDouble(logInterval);
    }

    public void read(ByteBuffer in) {
        started = in.get() != 0;
        lastAtMillis = in.getLong();
        logInterval = in.getDouble();
    }
}
