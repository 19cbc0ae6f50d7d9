package io.traas.detector.localise;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * From what the nodes answered to a ranking of suspects. Incidents and the benchmark both come through here, so that
 * what is published of the one holds for the other. Thread-safe.
 */
public final class Localiser {

    private final Map<String, History> histories = new TreeMap<>();
    private final SuspectRanking ranking;

    /** @param changed nodes that were changed shortly before the symptom */
    public Localiser(CallGraph graph, Collection<History> histories, Set<String> changed) {
        histories.forEach(each -> this.histories.put(each.node(), each));
        this.ranking = new SuspectRanking(
                graph, histories.stream().map(History::record).toList(), changed);
    }

    /** Empty when too little is known of the node where the symptom was noticed. */
    public Optional<Ranking> rank(Symptom symptom) {
        return isKnown(symptom.node()) ? Optional.of(ranking.rank(symptom)) : Optional.empty();
    }

    /** Whether enough is known of the node to say that something is, or is not, its doing. */
    public boolean isKnown(String node) {
        return histories.containsKey(node) && histories.get(node).isTelling();
    }

    /** Whether the node deviates in this way, whoever brought it about. */
    public boolean standsOut(String node, Kind kind) {
        return ranking.standsOut(node, kind);
    }
}
