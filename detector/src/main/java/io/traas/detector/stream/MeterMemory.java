package io.traas.detector.stream;

import io.traas.model.signal.CounterMemory;

/**
 * What is remembered of one scraped target.
 *
 * @param atMillis instant of its newest scrape
 * @param signals which signals the counters were kept for; others have no past
 */
public record MeterMemory(long atMillis, CounterMemory counters, String signals) {

    static final MeterMemory NONE = new MeterMemory(0, CounterMemory.NONE, "");
}
