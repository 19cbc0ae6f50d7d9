package io.traas.detector.workload;

import io.traas.model.Target;
import io.traas.model.TargetState;

/**
 * When a workload is judged: once an interval, as soon as every pod has reported or else when event time passes the end
 * of the interval. Immutable.
 *
 * <p>After a pause the pods' partitions are read at different speeds. A reading is held until all that came before its
 * interval is here, so that what was missed is judged in the order in which it happened, as it would have been.
 */
public final class Rounds {

    /** Event time that leaps further than this did not pass for the pods: nobody was watching. */
    private static final int LEAP_INTERVALS = 4;

    private final WorkloadWatch watch;
    private final long intervalMs;
    private final long latenessMs;
    private final boolean resumed;

    /**
     * @param latenessMs how far event time stays behind the newest scrape; two intervals at most
     * @param resumed whether there is a past to go on from, though event time has not begun
     */
    public Rounds(WorkloadWatch watch, long intervalMs, long latenessMs, boolean resumed) {
        this.watch = watch;
        this.intervalMs = intervalMs;
        this.latenessMs = latenessMs;
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

        /** Readings of that interval that are held, null for none. */
        Held held(long interval) throws E;

        /** @param held null when none are any more */
        void hold(long interval, Held held) throws E;

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
            long interval = watch.intervalOf(reading.atMillis());
            Held already = desk.held(interval);
            desk.hold(interval, (already == null ? Held.NONE : already).with(reading));
            desk.wakeAt(turnOf(interval));
        } else {
            take(reading, desk);
        }
    }

    /** True while readings of an earlier interval may yet come. */
    private boolean isAhead(PodReading reading, long watermark) {
        return watermark == Long.MIN_VALUE ? resumed : watermark < turnOf(watch.intervalOf(reading.atMillis()));
    }

    /** Event time at which all that came before the interval is here. */
    private long turnOf(long interval) {
        return interval * intervalMs - latenessMs;
    }

    private <E extends Exception> void take(PodReading reading, Desk<E> desk) throws E {
        WorkloadMemory after = known(reading.workload(), desk).with(reading);
        long interval = watch.intervalOf(reading.atMillis());
        desk.wakeAt(watch.endOf(interval));
        keep(watch.isComplete(after, interval) ? judged(after, interval, desk) : after, desk);
    }

    /** @param watermark event time, {@link Long#MAX_VALUE} when it is over */
    public <E extends Exception> void wake(long atMillis, long watermark, Desk<E> desk) throws E {
        release(watch.intervalOf(atMillis + latenessMs), desk);
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

    /** Takes in what was held for an interval whose turn it is; those before it had theirs. */
    private <E extends Exception> void release(long interval, Desk<E> desk) throws E {
        Held due = desk.held(interval);
        if (due != null) {
            desk.hold(interval, null);
            for (PodReading reading : due.readings()) {
                take(reading, desk);
            }
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
