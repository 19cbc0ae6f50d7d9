package io.traas.detector.slo;

import java.time.Duration;

/**
 * Good and bad events of the last thirty days at mixed resolution: ten seconds for windows up to 5 minutes, thirty up to an hour, ten up to six hours, an hour up to three days, half a day up to thirty. Constant cost and size, about
 * 4 KB once something was counted; immutable.
 *
 * <p>Time only moves forward. What comes late counts where it belongs, as far as each resolution still holds it. A clock
 * put back changes no window until it has caught up, unless by more than the whole history: then it starts anew. A clock
 * put forward is a gap that nobody watched. What is not a number, or negative, is left out.
 *
 * @param newestMillis end of the newest time that was counted
 * @param open the newest bucket of each resolution; empty before the first event
 * @param cells the other buckets, see {@link Ring}
 */
public record EventHistory(long newestMillis, double[] open, float[] cells) {

    public static final EventHistory NONE = new EventHistory(0, new double[0], new float[0]);

    private static final Ring[] RINGS = rings(
            new long[] {10_000, 30_000, 600_000, 3_600_000, 43_200_000},
            Duration.ofMinutes(5),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(3),
            Objective.PERIOD);

    /** Far from what the sums of a whole ring could overflow. */
    private static final double MAX_COUNT = 1e30;

    private static final int SIZE = RINGS[RINGS.length - 1].end();

    private static Ring[] rings(long[] widths, Duration... longest) {
        Ring[] rings = new Ring[widths.length];
        int offset = 0;
        for (int i = 0; i < widths.length; i++) {
            int buckets = (int) (longest[i].toMillis() / widths[i]) + 1;
            rings[i] = new Ring(widths[i], buckets, offset, i * Ring.CELLS);
            offset = rings[i].end();
        }
        return rings;
    }

    /**
     * @param atMillis end of the time in which the events happened
     * @param seconds how long that was; events that took no time are of a time nobody watched, and count for nothing
     * @param bad at most {@code total} of them count
     */
    public EventHistory with(long atMillis, double seconds, double bad, double total) {
        if (!isCount(seconds) || !isCount(bad) || !isCount(total)) {
            return this;
        }
        boolean anew = cells.length == 0 || newestMillis - atMillis > Objective.PERIOD.toMillis();
        double[] nextOpen = anew ? new double[RINGS.length * Ring.CELLS] : open.clone();
        float[] next = anew ? new float[SIZE] : cells.clone();
        long newest = anew ? atMillis : Math.max(newestMillis, atMillis);
        long millis = Math.round(Math.min(seconds * 1_000, Objective.PERIOD.toMillis()));
        for (Ring ring : RINGS) {
            if (!anew) {
                ring.advance(nextOpen, next, newestMillis, newest);
            }
            ring.add(nextOpen, next, newest, atMillis, millis, Math.min(bad, total), total);
        }
        return new EventHistory(newest, nextOpen, next);
    }

    private static boolean isCount(double value) {
        return value >= 0 && value <= MAX_COUNT;
    }

    /** @param length at most {@link Objective#PERIOD} */
    public Window last(Duration length) {
        long millis = length.toMillis();
        if (cells.length == 0) {
            return new Window(millis / 1_000.0, 0, 0, 0);
        }
        for (Ring ring : RINGS) {
            if (millis <= ring.widthMillis() * (ring.buckets() - 1)) {
                return ring.sum(open, cells, newestMillis, millis);
            }
        }
        throw new IllegalArgumentException("window is " + length + ", kept are " + Objective.PERIOD);
    }
}
