package io.traas.model;

import java.time.Instant;
import java.util.List;

/**
 * One rung of the ladder: what to do, why, until when it is still worth doing, and how to tell that it helped.
 *
 * @param id derived from incident, rung and steps, not from the runbook's version: an upgrade must not repeat a cure
 * @param rung 1 for the first attempt of an incident
 * @param notAfter a late cure is worse than none
 * @param autonomy the lower of what the runbook and the namespace allow
 */
public record RemediationPlan(
        String id,
        String incidentId,
        String runbook,
        String version,
        int rung,
        List<Action> steps,
        String because,
        Instant createdAt,
        Instant notAfter,
        SuccessCriterion success,
        Risk risk,
        Autonomy autonomy) {

    public RemediationPlan {
        Check.notBlank("plan.id", id);
        Check.notBlank("plan.incidentId", incidentId);
        Check.notBlank("plan.runbook", runbook);
        Check.notBlank("plan.version", version);
        Check.atLeast("plan.rung", 1, rung);
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("plan " + id + " has no steps");
        }
        Check.notBlank("plan.because", because);
        Check.notNull("plan.createdAt", createdAt);
        Check.notNull("plan.notAfter", notAfter);
        Check.notNull("plan.success", success);
        Check.notNull("plan.risk", risk);
        Check.notNull("plan.autonomy", autonomy);
    }

    public static String idOf(String incidentId, int rung, List<Action> steps) {
        return Ids.of("plan", incidentId, Integer.toString(rung), steps.toString());
    }
}
