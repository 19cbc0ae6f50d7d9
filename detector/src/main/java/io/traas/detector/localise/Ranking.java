package io.traas.detector.localise;

import java.util.List;
import java.util.Optional;

/**
 * Where a symptom comes from: cause, first symptom and impact kept apart.
 *
 * @param suspects best first, weak ones too
 * @param visible whether the symptom itself stands out where it was noticed
 * @param firstSymptom the node that stood out first; where the symptom was noticed when several did at once or none did
 * @param impact who calls the cause, directly or through others, and stands out too, in order of name
 */
public record Ranking(List<RankedSuspect> suspects, boolean visible, String firstSymptom, List<String> impact) {

    public Ranking {
        suspects = List.copyOf(suspects);
        impact = List.copyOf(impact);
    }

    /** The best suspect if it stands out; otherwise empty, and the cause is unknown. */
    public Optional<RankedSuspect> cause() {
        return suspects.stream().findFirst().filter(RankedSuspect::standsOut);
    }
}
