package io.traas.remediation;

import java.time.Duration;
import java.time.Instant;

/** Tells the first sign of a storm from those that follow it, so that a person is called once. Thread-safe. */
final class StormAlarm {

    private final Duration over;
    private Instant lastSign;

    /** @param over a storm of which nothing was seen for so long is over */
    StormAlarm(Duration over) {
        this.over = over;
    }

    /** @return true for the first sign of a storm */
    synchronized boolean sign(Instant now) {
        boolean first = lastSign == null || Duration.between(lastSign, now).compareTo(over) > 0;
        lastSign = now;
        return first;
    }
}
