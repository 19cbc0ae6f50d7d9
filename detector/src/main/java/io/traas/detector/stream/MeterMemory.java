package io.traas.detector.stream;

import io.traas.model.signal.CounterMemory;

/**
 * What is remembered of one scraped target.
 *
 * @param atMillis instant of its newest scrape
 * @param signals which signals the counters were kept for; others have no past
 */
public record MeterMemory(long atMillis, CounterMemory counters, String signals) {

    public static final MeterMemory NONE = new MeterMemory(0, CounterMemory.NONE, "");

    static final long FORGET_AFTER_MS = 600_000;
    private static final long CLEANUP_GRID_MS = 60_000;
    private static final long SWEEP_GRID_MS = 3_600_000;

    /** When to look whether the target is gone. */
    public long lookAtMillis() {
        return (atMillis + FORGET_AFTER_MS) / CLEANUP_GRID_MS * CLEANUP_GRID_MS + CLEANUP_GRID_MS;
    }

    /** Whether nothing was heard of the target for so long that it is to be forgotten. */
    public boolean isGoneAt(long millis) {
        return atMillis + FORGET_AFTER_MS <= millis;
    }

    /**
     * At such a look: which of its scanned series are to be forgotten, those not exposed since the instant returned.
     * Going through all of them costs: while the target lives, once an hour is enough, otherwise {@link Long#MIN_VALUE}.
     */
    public long forgetSeriesSince(long millis) {
        if (isGoneAt(millis)) {
            return Long.MAX_VALUE;
        }
        return millis % SWEEP_GRID_MS == 0 ? millis - SWEEP_GRID_MS : Long.MIN_VALUE;
    }
}
