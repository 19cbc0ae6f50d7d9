package io.traas.detector.workload;

import io.traas.model.Target;
import io.traas.model.TargetState;

/**
 * When a workload is judged: once an interval, as soon as every pod has reported or else when event time passes the end
 * of the interval. Immutable.
 *
 * <p>After a pause the pods' partitions are read at different speeds. A reading far ahead of event time is held until
 * its time has come, so that what was missed is judged in the order in which it happened, as it would have been.
 */
public final class Rounds {

    /** No reading is so far ahead of event time unless a backlog is read. */
    private static final int AHEAD_INTERVALS = 2;

    /** Event time that leaps further than this did not pass for the pods: nobody was watching. */
    private static final int LEAP_INTERVALS = 4;

    private final WorkloadWatch watch;
    private final long intervalMs;
    private final long aheadMs;
    private final boolean resumed;

    /**
     * @param latenessMs how far event time stays behind the newest scrape
     * @param resumed whether there is a past to go on from, though event time has not begun
     */
    public Rounds(WorkloadWatch watch, long intervalMs, long latenessMs, boolean resumed) {
        this.watch = watch;
        this.intervalMs = intervalMs;
        this.aheadMs = Math.max(AHEAD_INTERVALS * intervalMs, intervalMs + latenessMs);
        this.resumed = resumed;
    }

    /**
     * What is kept of one workload between its rounds, and who hears of them.
     *
     * @param <E> what the place where it is kept may throw
     */
    public interface Desk<E extends Exception> {

        /** Null when nothing is known. */
        WorkloadMemory memory() throws E;

        /** @param memory null to forget */
        void keep(WorkloadMemory memory) throws E;

        /** Readings held until that instant, null for none. */
        Held held(long atMillis) throws E;

        /** @param held null when none are any more */
        void hold(long atMillis, Held held) throws E;

        boolean holdsNothing() throws E;

        /** Asks to be woken when event time has passed that instant; more than once is once. */
        void wakeAt(long atMillis);

        void judged(Evaluation evaluation) throws E;
    }

    public <E extends Exception> void take(TargetState state, Desk<E> desk) throws E {
        keep(known(state.target(), desk).with(state), desk);
    }

    /** @param watermark event time, {@link Long#MIN_VALUE} before it has begun */
    public <E extends Exception> void take(PodReading reading, long watermark, Desk<E> desk) throws E {
        if (isAhead(reading, watermark)) {
            Held already = desk.held(reading.atMillis());
            desk.hold(reading.atMillis(), (already == null ? Held.NONE : already).with(reading));
            desk.wakeAt(reading.atMillis());
        } else {
            take(reading, desk);
        }
    }

    private boolean isAhead(PodReading reading, long watermark) {
        return watermark == Long.MIN_VALUE ? resumed : watermark < reading.atMillis() - aheadMs;
    }

    private <E extends Exception> void take(PodReading reading, Desk<E> desk) throws E {
        WorkloadMemory after = known(reading.workload(), desk).with(reading);
        long interval = watch.intervalOf(reading.atMillis());
        desk.wakeAt(watch.endOf(interval));
        keep(watch.isComplete(after, interval) ? judged(after, interval, desk) : after, desk);
    }

    /** @param watermark event time, {@link Long#MAX_VALUE} when it is over */
    public <E extends Exception> void wake(long atMillis, long watermark, Desk<E> desk) throws E {
        Held due = desk.held(atMillis);
        if (due != null) {
            desk.hold(atMillis, null);
            for (PodReading reading : due.readings()) {
                take(reading, desk);
            }
        }
        WorkloadMemory known = desk.memory();
        if (known == null || known.isIdle()) {
            return;
        }
        boolean over = watermark == Long.MAX_VALUE;
        boolean leapt = !over && watermark - atMillis > LEAP_INTERVALS * intervalMs && desk.holdsNothing();
        if (!leapt) {
            keep(judged(known, watch.intervalOf(atMillis) - 1, desk), desk);
        }
        if (!over) {
            desk.wakeAt(watch.endOf(watch.intervalOf(Math.max(watermark, atMillis))));
        }
    }

    private static <E extends Exception> WorkloadMemory known(Target workload, Desk<E> desk) throws E {
        WorkloadMemory before = desk.memory();
        return before == null ? WorkloadMemory.of(workload) : before;
    }

    private <E extends Exception> WorkloadMemory judged(WorkloadMemory known, long interval, Desk<E> desk) throws E {
        if (interval <= known.interval()) {
            return known;
        }
        Evaluation evaluation = watch.evaluate(known, interval);
        desk.judged(evaluation);
        return evaluation.memory();
    }

    private static <E extends Exception> void keep(WorkloadMemory after, Desk<E> desk) throws E {
        desk.keep(after.isIdle() && !after.isKnownToCluster() ? null : after);
    }
}
