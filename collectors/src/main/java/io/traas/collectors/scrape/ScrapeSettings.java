package io.traas.collectors.scrape;

import io.traas.collectors.exposition.ExpositionLimits;
import java.time.Duration;

/**
 * How scraping is done.
 *
 * @param interval between two scrapes of one target
 * @param timeout wanted; see {@link #effectiveTimeout}
 * @param maxTargets further targets are refused, counted and named
 * @param threads that read and parse answers; scrapes under way need none
 */
public record ScrapeSettings(
        Duration interval, Duration timeout, int maxTargets, int threads, ExpositionLimits limits) {

    private static final Duration SHORTEST = Duration.ofMillis(10);

    public ScrapeSettings {
        if (interval.compareTo(SHORTEST) < 0 || timeout.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "scrape interval " + interval + " and timeout " + timeout + " must be at least " + SHORTEST);
        }
        if (maxTargets < 1 || threads < 1) {
            throw new IllegalArgumentException(
                    "scraping needs at least one target and one thread, not " + maxTargets + " and " + threads);
        }
    }

    /**
     * The wanted time-out, but at most 95 % of the interval: a target that never answers is then given up before its
     * next turn, and fails at every interval instead of at every second one.
     */
    Duration effectiveTimeout() {
        Duration longest = interval.multipliedBy(95).dividedBy(100);
        return timeout.compareTo(longest) < 0 ? timeout : longest;
    }
}
