package io.traas.remediation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/** Sees the clock of the machine jump, by a second one that only goes forward. Thread-safe. */
final class ClockWatch {

    /** Clocks are slewed by less than this between two looks. */
    private static final Duration TOLERANCE = Duration.ofSeconds(10);

    private final Clock clock;
    private final LongSupplier nanos;
    private Instant lastInstant;
    private long lastNanos;
    private Instant jumpedAt;

    ClockWatch(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.lastInstant = clock.instant();
        this.lastNanos = nanos.getAsLong();
    }

    /** When the clock last jumped, by itself; null when it never did. */
    synchronized Instant look() {
        Instant now = clock.instant();
        long ticks = nanos.getAsLong();
        Duration off = Duration.between(lastInstant, now).minusNanos(ticks - lastNanos);
        if (off.abs().compareTo(TOLERANCE) > 0) {
            jumpedAt = now;
        }
        lastInstant = now;
        lastNanos = ticks;
        return jumpedAt;
    }
}
