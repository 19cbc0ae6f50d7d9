package io.traas.runbooks.decide;

import io.traas.model.Decision.Match;
import io.traas.model.Decision.NearMiss;
import io.traas.model.DecisionFacts;
import java.util.List;
import java.util.Map;

/** The one door to the rule engine. Thread-safe; equal snapshots give equal answers. */
public interface RuleBook {

    /** What every runbook has to say about the incident. Changes nothing. */
    Proposals evaluate(DecisionFacts snapshot);

    /**
     * All in a fixed order.
     *
     * @param failed runbooks whose rules broke on these facts, by id, with the reason; the others are not affected
     */
    record Proposals(
            List<Proposal> proposals, List<Match> matched, List<NearMiss> nearMisses, Map<String, String> failed) {
        public Proposals {
            proposals = List.copyOf(proposals);
            matched = List.copyOf(matched);
            nearMisses = List.copyOf(nearMisses);
            failed = Map.copyOf(failed);
        }
    }
}
