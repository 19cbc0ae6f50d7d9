package io.traas.model.signal;

import java.util.Map;

/**
 * What must be remembered of a target's last successful scrape to compute increases at the next.
 *
 * @param atMillis when it was observed, 0 for never
 * @param counters value of each counter series that some signal needs
 */
public record CounterMemory(long atMillis, Map<String, Double> counters) {

    public static final CounterMemory NONE = new CounterMemory(0, Map.of());

    public CounterMemory {
        counters = Map.copyOf(counters);
    }
}
