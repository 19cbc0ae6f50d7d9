package io.traas.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The snapshot a decision rests on. Order across topics varies and compacted topics forget, so it travels with the
 * decision.
 *
 * @param asOf the instant all ages are counted from
 * @param changes recent changes of the suspects and what they depend on, newest first, bounded
 * @param targets state of the workloads and nodes involved
 * @param attempts what earlier rungs of this incident came to, oldest first
 * @param actedLastHour plans carried out within the last hour over all incidents, by runbook
 */
public record DecisionFacts(
        Instant asOf,
        Incident incident,
        List<ChangeEvent> changes,
        List<TargetState> targets,
        List<Attempt> attempts,
        Map<String, Integer> actedLastHour) {

    public DecisionFacts {
        Check.notNull("facts.asOf", asOf);
        Check.notNull("facts.incident", incident);
        changes = List.copyOf(changes);
        targets = List.copyOf(targets);
        attempts = List.copyOf(attempts);
        actedLastHour = actedLastHour == null ? Map.of() : Map.copyOf(actedLastHour);
    }

    /** Nothing was carried out lately. */
    public DecisionFacts(
            Instant asOf,
            Incident incident,
            List<ChangeEvent> changes,
            List<TargetState> targets,
            List<Attempt> attempts) {
        this(asOf, incident, changes, targets, attempts, Map.of());
    }

    /** An earlier rung. The verdict is null while it is open or when it never acted. */
    public record Attempt(int rung, String runbook, String planId, Outcome outcome, Verdict verdict, Instant at) {
        public Attempt {
            Check.atLeast("attempt.rung", 1, rung);
            Check.notBlank("attempt.runbook", runbook);
            Check.notNull("attempt.outcome", outcome);
            Check.notNull("attempt.at", at);
        }
    }
}
