package io.traas.drills.units.replica;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a replica knows only while it leads: how far its peers are and how long it may take writes. */
final class Leadership {

    /** A leader that has not heard a majority for so long takes no writes. */
    static final long LEASE_MILLIS = 2000;

    private final long epoch;
    private final Map<String, Peer> peers = new HashMap<>();
    boolean open;
    private long frozenUntil = Long.MIN_VALUE;

    private static final class Peer {
        private long matched;
        private long next = -1;
        private long heardAt = Long.MIN_VALUE / 2;
    }

    Leadership(long epoch, List<String> peers) {
        this.epoch = epoch;
        peers.forEach(peer -> this.peers.put(peer, new Peer()));
    }

    long epoch() {
        return epoch;
    }

    /** The place after which to send; begins at the end of the leader's log. */
    long next(String peer, long position) {
        Peer asked = peers.get(peer);
        if (asked.next < 0) {
            asked.next = position;
        }
        return asked.next;
    }

    void heard(String name, Append.Reply reply, long sentAt) {
        Peer peer = peers.get(name);
        peer.heardAt = Math.max(peer.heardAt, sentAt);
        if (reply.accepted()) {
            peer.matched = Math.max(peer.matched, reply.position());
            peer.next = Math.max(peer.next, peer.matched);
        } else {
            peer.next = Math.max(peer.matched, reply.position());
        }
    }

    /** The newest place that a majority, with the leader, has. */
    long onMajority(long own) {
        return own == 0
                ? 0
                : peers.values().stream()
                        .map(peer -> peer.matched)
                        .sorted(Comparator.reverseOrder())
                        .skip(others() - 1)
                        .findFirst()
                        .orElse(own);
    }

    boolean leaseHeld(long now) {
        return peers.values().stream()
                        .filter(peer -> now - peer.heardAt < LEASE_MILLIS)
                        .count()
                >= others();
    }

    /** How many peers make a majority together with the leader. */
    private long others() {
        return (peers.size() + 1) / 2;
    }

    void freeze(long until) {
        frozenUntil = until;
    }

    void thaw() {
        frozenUntil = Long.MIN_VALUE;
    }

    boolean isFrozen(long now) {
        return now < frozenUntil;
    }

    void checkWritable(long now) throws Refused {
        if (isFrozen(now)) {
            throw new Refused(Refused.Reason.FROZEN, "epoch " + epoch + " is about to end");
        }
        if (!open) {
            throw new Refused(Refused.Reason.NOT_OPEN, "epoch " + epoch + " has not begun to take writes");
        }
        if (!leaseHeld(now)) {
            throw new Refused(Refused.Reason.LEASE_LOST, "no majority was heard for " + LEASE_MILLIS + " ms");
        }
    }
}
