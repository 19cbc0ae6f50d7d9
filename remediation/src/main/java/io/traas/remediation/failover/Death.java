package io.traas.remediation.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether a unit's leader is lost, judged by its peers, never by its silence towards us alone (INV-04 MultiObserverConfirm). A
 * slow leader is heard late but heard. Pure.
 */
final class Death {

    /** Longer than a leader's lease: by then it has stopped to take writes by itself if its peers are right. */
    static final Duration SILENCE = Duration.ofSeconds(3);

    private Death() {}

    /** @param confirmed false also when too little is known */
    record Judgement(boolean confirmed, String because) {}

    static Judgement judge(Topology topology, List<ReplicaStatus> answered, String source) {
        int majority = topology.majority();
        if (answered.size() < majority) {
            return new Judgement(
                    false,
                    answered.size() + " of " + topology.sites().size()
                            + " replicas answer; without a majority the fault may be ours");
        }
        Optional<ReplicaStatus> leader = leader(answered);
        if (leader.isPresent()) {
            return new Judgement(false, leader.get().centre() + " leads and hears a majority");
        }
        List<String> deaf = answered.stream()
                // What led and follows since its restart is a witness like any other.
                .filter(replica -> !replica.centre().equals(source) || replica.leading() == 0)
                .filter(replica -> replica.leaderSilent().compareTo(SILENCE) >= 0)
                .map(ReplicaStatus::centre)
                .toList();
        int sites = topology.sitesOf(deaf);
        boolean confirmed = deaf.size() >= majority && deaf.size() >= 2 && sites >= 2;
        return new Judgement(
                confirmed,
                "the leader in " + source + " was not heard for " + SILENCE.toSeconds() + " s by " + deaf + ", in "
                        + sites + " sites");
    }

    /** Who leads in the newest epoch and hears a majority. */
    static Optional<ReplicaStatus> leader(List<ReplicaStatus> answered) {
        long newest = newestEpoch(answered);
        return answered.stream()
                .filter(replica -> replica.leading() > 0 && replica.leading() == newest && isHeld(replica))
                .findFirst();
    }

    private static boolean isHeld(ReplicaStatus leader) {
        return leader.leaderSilent().isZero();
    }

    private static long newestEpoch(List<ReplicaStatus> answered) {
        return answered.stream().mapToLong(ReplicaStatus::promised).max().orElse(0);
    }
}
