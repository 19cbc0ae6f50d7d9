package io.traas.remediation.failover;

/**
 * Where a router sends the writes of a unit.
 *
 * @param version rises with every rule; a router keeps the newest it has seen
 * @param epoch carried by each write
 * @param leader the centre they go to
 * @param writable false: hold writes back
 */
public record RouteRule(long version, long epoch, String leader, boolean writable) {

    boolean sameRoute(long otherEpoch, String otherLeader, boolean otherWritable) {
        return epoch == otherEpoch && leader.equals(otherLeader) && writable == otherWritable;
    }
}
