package io.traas.remediation.failover;

import java.time.Duration;
import java.util.Comparator;

/**
 * Where a router sends the writes of a unit. A router keeps the {@link #NEWEST} it has seen: a rule of an older epoch never
 * takes the place of one of a newer, whatever its version, or a mover that was late would undo what came after it.
 *
 * @param version rises with every rule
 * @param epoch carried by each write
 * @param leader the centre they go to
 * @param writable false: hold writes back
 * @param heldFor how long for; a router then takes writes again by itself. Zero: until the next rule
 */
public record RouteRule(long version, long epoch, String leader, boolean writable, Duration heldFor) {

    static final Comparator<RouteRule> NEWEST =
            Comparator.comparingLong(RouteRule::epoch).thenComparingLong(RouteRule::version);

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
