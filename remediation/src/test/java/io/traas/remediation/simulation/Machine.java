package io.traas.remediation.simulation;

import java.time.Duration;
import java.time.Instant;

/**
 * What a replica runs on, for one life of it: can be switched off, stopped for a while with everything on it, and cut off
 * from Kafka or the API server.
 */
public final class Machine {

    private final String name;
    private boolean off;
    private Instant pausedUntil = Instant.MIN;
    private Instant cutUntil = Instant.MIN;

    Machine(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    boolean isOff() {
        return off;
    }

    void switchOff() {
        off = true;
    }

    /** As SIGSTOP and, later, SIGCONT. */
    void pause(Instant now, Duration length) {
        pausedUntil = now.plus(length);
    }

    Instant pausedUntil() {
        return off ? Instant.MIN : pausedUntil;
    }

    void cut(Instant now, Duration length) {
        cutUntil = now.plus(length);
    }

    boolean isCut(Instant now) {
        return cutUntil.isAfter(now);
    }

    void heal() {
        pausedUntil = Instant.MIN;
        cutUntil = Instant.MIN;
    }

    @Override
    public String toString() {
        return name;
    }
}
