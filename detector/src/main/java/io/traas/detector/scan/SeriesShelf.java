package io.traas.detector.scan;

import java.util.function.Predicate;

/**
 * Where the scanned series of one target are kept between its scrapes, by {@link ScanRules#keyOf}, and what is remembered
 * of it as a whole.
 *
 * @param <E> what the place may throw
 */
public interface SeriesShelf<E extends Exception> {

    /** Weight of all that is there. */
    int weight() throws E;

    /** Null for one that is not there. */
    ScannedSeries get(long key) throws E;

    /** One that is not there yet. */
    void add(long key, ScannedSeries series) throws E;

    /** One that is there and has changed. */
    void update(long key, ScannedSeries series) throws E;

    void remove(long key, ScannedSeries series) throws E;

    /** {@link TargetMemory#NONE} unless something else was put. */
    TargetMemory target() throws E;

    void target(TargetMemory memory) throws E;

    void removeIf(Predicate<ScannedSeries> gone) throws E;
}
