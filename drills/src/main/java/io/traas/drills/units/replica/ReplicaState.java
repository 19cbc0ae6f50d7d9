package io.traas.drills.units.replica;

/**
 * How a replica stands, as it says itself.
 *
 * @param promised the newest epoch it promised to; appends of older ones are refused
 * @param leading the epoch in which it leads, 0 when it follows
 * @param writable it would take a write now: leading, open, not frozen, lease held
 * @param position the end of its log
 * @param lastEpoch the epoch of the last entry, 0 for an empty log
 * @param committed known to be on a majority, and applied
 * @param leaderSilentMillis since a leader was last heard; 0 on the leader itself while its lease is held
 * @param exported entries that were never acknowledged and had to make way, kept for reconciliation
 */
public record ReplicaState(
        long promised,
        long leading,
        boolean writable,
        boolean frozen,
        long position,
        long lastEpoch,
        long committed,
        long leaderSilentMillis,
        int exported) {}
