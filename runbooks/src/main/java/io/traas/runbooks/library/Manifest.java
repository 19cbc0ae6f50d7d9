package io.traas.runbooks.library;

import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a runbook says of itself ({@code runbook.yaml}).
 *
 * @param autonomy the most it allows itself
 * @param failureClasses it looks only at incidents with one of these among their symptoms
 * @param rungs names of its rules: those of the first rung, those to try when the first did not help, ...
 * @param planTtl how long its plans stay worth doing
 * @param maxActionsPerHour plans it may have carried out in an hour, over all targets; above it a person is asked
 */
public record Manifest(
        String id,
        String version,
        String title,
        String owner,
        Risk risk,
        Autonomy autonomy,
        Set<FailureClass> failureClasses,
        List<List<String>> rungs,
        SuccessCriterion success,
        Duration planTtl,
        int maxActionsPerHour) {

    public Manifest {
        failureClasses = Set.copyOf(failureClasses);
        rungs = rungs.stream().map(List::copyOf).toList();
    }

    /** From 1; empty for a rule on no rung. */
    public OptionalInt rungOf(String rule) {
        for (int rung = 1; rung <= rungs.size(); rung++) {
            if (rungs.get(rung - 1).contains(rule)) {
                return OptionalInt.of(rung);
            }
        }
        return OptionalInt.empty();
    }
}
