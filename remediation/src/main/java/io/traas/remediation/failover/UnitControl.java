package io.traas.remediation.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What must be possible with a replicated store, and the routers before it, to move its leader. Each call may be repeated
 * without harm, returns within a few seconds, and never throws for a part that does not answer or refuses: it is then
 * missing from the answer, or the answer is false, and nothing is known about what happened there. Thread-safe.
 */
public interface UnitControl {

    /** Every replica that answers. */
    List<ReplicaStatus> observe(String unit);

    /**
     * Asks all replicas to refuse every older epoch from now on, durably. A replica promises an epoch to one asker only.
     *
     * @return those that promised
     */
    List<ReplicaStatus> fence(String unit, long epoch, String asker);

    /**
     * Holds writes back at the leader of that epoch; what was begun is finished.
     *
     * @param atMost after which the leader takes writes again by itself, counted from the newest call; zero for never
     */
    boolean freeze(String unit, String centre, long epoch, Duration atMost);

    /** Takes writes again under the same epoch. */
    boolean unfreeze(String unit, String centre, long epoch);

    /** Copies to a replica everything another one has. */
    boolean catchUp(String unit, String centre, String from, long epoch);

    /** Lets a replica lead in an epoch that a majority has promised to the asker; still closed for writes. */
    boolean promote(String unit, String centre, long epoch, String asker);

    /** Lets the leader take writes. It refuses until all it inherited is on a majority under its own epoch. */
    boolean openWrites(String unit, String centre, long epoch);

    /** The rule in force on each router that answers. */
    Map<String, RouteRule> rules(String unit);

    /** Gives all routers a rule; each keeps the newer of this and its own, by epoch and then by version. */
    void pushRule(String unit, RouteRule rule);

    /**
     * Writes once for this move, through a router, and reads it back at the leader.
     *
     * @param move the same move never writes twice
     */
    boolean roundTrip(String unit, String centre, long epoch, String move);
}
