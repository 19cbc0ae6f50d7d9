package io.traas.remediation.verify;

import io.traas.model.signal.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What the latest scrapes of one pod said.
 *
 * @param at of the latest scrape, failed ones included
 * @param up whether it was answered
 * @param every time between the latest two scrapes
 * @param bySignal readings over the last few scrapes, so that one odd request does not decide
 */
public record PodReadings(Instant at, boolean up, Duration every, Map<String, Reading> bySignal) {

    private static final int MISSED_SCRAPES = 3;
    private static final Duration SHORTEST = Duration.ofSeconds(3);

    public PodReadings {
        bySignal = Map.copyOf(bySignal);
    }

    /** True when the latest scrape was answered and the next ones are not overdue. */
    boolean speaks(Instant now) {
        Duration patience = every.multipliedBy(MISSED_SCRAPES);
        Duration limit = patience.compareTo(SHORTEST) < 0 ? SHORTEST : patience;
        return up && Duration.between(at, now).compareTo(limit) <= 0;
    }
}
