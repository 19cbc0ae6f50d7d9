package io.traas.model.stage;

import java.util.Map;
import java.util.TreeMap;

/**
 * How a stage is, as a value.
 *
 * @param summary one line for people: what is missing when it is not well
 * @param facts named numbers and states: lags, ages, counts
 */
public record StageHealth(String stage, Status status, String summary, Map<String, String> facts) {

    public enum Status {
        UP,
        /** Works, but something it needs is away or late. */
        DEGRADED,
        DOWN
    }

    public StageHealth {
        facts = new TreeMap<>(facts);
    }
}
