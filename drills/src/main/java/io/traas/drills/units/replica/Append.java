package io.traas.drills.units.replica;

import java.util.List;

/**
 * What a leader sends to a follower; without entries it is a heartbeat.
 *
 * @param epoch the sender's
 * @param previousPosition the place before the entries, 0 for the beginning
 * @param previousEpoch the epoch of the entry there, 0 for the beginning
 * @param committed how far the sender knows a majority to be
 */
public record Append(long epoch, long previousPosition, long previousEpoch, List<LogEntry> entries, long committed) {

    public Append {
        entries = List.copyOf(entries);
    }

    /**
     * The follower's answer.
     *
     * @param epoch the newest the follower promised to; higher than the leader's means the leader is deposed
     * @param accepted whether the follower's log now agrees with the leader's up to {@code position}
     * @param position agreed so far, or, when not accepted, where to try again
     */
    public record Reply(long epoch, boolean accepted, long position) {}
}
