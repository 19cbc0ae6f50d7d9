package io.traas.detector.ensemble;

import java.nio.ByteBuffer;

/**
 * When to speak. A notification needs evidence above what this series must show, at one point or a little less at two of
 * three, and above everything notified within the last {@link #QUIET_MILLIS} of event time (re-alert suppression: what
 * was said is not said again, what got worse is). Every notification also raises the bar for a while: a series that
 * speaks often has to say more each time, which holds all series near the same rate of notifications. Not thread-safe;
 * constant cost.
 */
public final class Gate {

    /** Below this excess over the bar nothing is worth a mark of its own in the score. */
    public static final double WEAK = -0.2;

    /** Points of a series that are only learned from. */
    public static final int WARM_AFTER = 30;

    static final double QUIET_MILLIS = 12 * 3_600_000.0;

    private static final double FATIGUE_A_NOTIFICATION = 0.1;
    private static final double FATIGUE_MILLIS = 28 * 86_400_000.0;
    private static final double NOTHING = Double.NEGATIVE_INFINITY;
    /** What two of three points may be short of the bar. */
    private static final double TWO_OF_THREE = 0.5;
    /** The condition has ended when this many points in a row stayed clear of the bar by {@link #CLEAR}. */
    private static final int CALM_POINTS = 5;

    private static final double CLEAR = -1;

    private int seen;
    private double before;
    private double beforeThat;
    private double said = NOTHING;
    private long saidAtMillis;
    private double fatigue;
    private boolean open;
    private int calm;

    /**
     * By how much the evidence is new and above the bar; negative infinity if it is not new or too little to matter. At
     * least 0 means: notify.
     */
    public double pass(long atMillis, double sinceMillis, double evidence, double bar) {
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        fatigue *= Math.exp(-sinceMillis / FATIGUE_MILLIS);
        double sustained = sustained(evidence);
        double excess = sustained - bar - fatigue;
        follow(excess);
        // Either way: after a clock jump back the hold must not last until the clock has caught up.
        if (Math.abs((double) atMillis - saidAtMillis) > QUIET_MILLIS) {
            said = NOTHING;
        }
        if (seen <= WARM_AFTER || sustained <= said || excess < WEAK) {
            return NOTHING;
        }
        said = sustained;
        saidAtMillis = atMillis;
        if (excess >= 0) {
            fatigue += FATIGUE_A_NOTIFICATION;
            open = true;
            calm = 0;
        }
        return excess;
    }

    /** The evidence, or what the second strongest of the last three points makes it. */
    private double sustained(double evidence) {
        double low = Math.min(before, beforeThat);
        double high = Math.max(before, beforeThat);
        double second = Math.max(low, Math.min(high, evidence));
        beforeThat = before;
        before = evidence;
        return Math.max(evidence, second + TWO_OF_THREE);
    }

    private void follow(double excess) {
        calm = excess < CLEAR ? Math.min(calm + 1, CALM_POINTS) : 0;
        open &= calm < CALM_POINTS;
    }

    /** Whether what was last notified still lasts: hysteresis between the bar and well below it, for some points. */
    public boolean isOpen() {
        return open;
    }

    public void write(ByteBuffer out) {
        out.putInt(seen).putDouble(before).putDouble(beforeThat);
        out.putDouble(said).putLong(saidAtMillis).putDouble(fatigue);
        out.put((byte) (open ? 1 : 0)).put((byte) calm);
    }

    public void read(ByteBuffer in) {
        seen = in.getInt();
        before = in.getDouble();
        beforeThat = in.getDouble();
        said = in.getDouble();
        saidAtMillis = in.getLong();
        fatigue = in.getDouble();
        open = in.get() != 0;
        calm = in.get();
    }
}
