package io.traas.remediation.failover;

import java.time.Duration;
import java.util.Comparator;

/**
 * How one replica of a unit stands, as it says itself.
 *
 * @param centre where it is
 * @param promised the newest epoch it promised to; it refuses everything of older ones
 * @param leading the epoch in which it leads, 0 when it follows
 * @param writable it would take a write now
 * @param position the end of its log
 * @param lastEpoch the epoch of the entry there
 * @param committed surely on a majority, and applied
 * @param leaderSilent since when it has heard no leader; zero on a leader that hears a majority
 * @param exported entries that were never acknowledged, had to make way, and wait for reconciliation
 * @param load the work that the unit gives this replica, in a measure of the store's own, as writes a second; NaN when
 *     the store does not say
 * @param spare how much more of that work its centre could take; NaN when the store does not say
 */
public record ReplicaStatus(
        String centre,
        long promised,
        long leading,
        boolean writable,
        boolean frozen,
        long position,
        long lastEpoch,
        long committed,
        Duration leaderSilent,
        int exported,
        double load,
        double spare) {

    /** The later in this order, the more complete the log; by epoch first, as an old leader's tail counts for nothing. */
    public static final Comparator<ReplicaStatus> COMPLETENESS =
            Comparator.comparingLong(ReplicaStatus::lastEpoch).thenComparingLong(ReplicaStatus::position);

    boolean isAsCompleteAs(ReplicaStatus other) {
        return COMPLETENESS.compare(this, other) >= 0;
    }
}
