package io.traas.remediation.verify;

import io.traas.model.Verdict;
import java.time.Instant;
import java.util.List;

/**
 * Whether a cure helped.
 *
 * @param recoveredAt when the good stretch began; null unless recovered
 * @param evidence plain sentences with the numbers
 */
public record Conclusion(Verdict verdict, Instant recoveredAt, List<String> evidence) {

    public Conclusion {
        evidence = List.copyOf(evidence);
    }
}
