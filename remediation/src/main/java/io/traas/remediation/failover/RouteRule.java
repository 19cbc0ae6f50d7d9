package io.traas.remediation.failover;

import java.time.Duration;

/**
 * Where a router sends the writes of a unit.
 *
 * @param version rises with every rule; a router keeps the newest it has seen
 * @param epoch carried by each write
 * @param leader the centre they go to
 * @param writable false: hold writes back
 * @param heldFor how long for; a router then takes writes again by itself. Zero: until the next rule
 */
public record RouteRule(long version, long epoch, String leader, boolean writable, Duration heldFor) {

    static RouteRule open(long version, long epoch, String leader) {
        return new RouteRule(version, epoch, leader, true, Duration.ZERO);
    }

    RouteRule as(long newVersion) {
        return new RouteRule(newVersion, epoch, leader, writable, heldFor);
    }

    /** Whether writes take the same way, whatever the version, and however long they are held. */
    boolean isSameRoute(RouteRule other) {
        return epoch == other.epoch && leader.equals(other.leader) && writable == other.writable;
    }
}
