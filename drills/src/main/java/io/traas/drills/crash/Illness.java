package io.traas.drills.crash;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.Severity;
import io.traas.model.SuccessCriterion;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.List;

/** What befalls a patient, and what is decided about it, as the stages before would say it. */
record Illness(String incidentId, Patient patient) {

    private static final int GOOD_FOR_SECONDS = 120;

    Incident incident(Lifecycle state, Instant now) {
        return new Incident(
                incidentId,
                state,
                patient.target(),
                FailureClass.ERRORS,
                Severity.SEV2,
                0.9,
                now,
                now,
                state == Lifecycle.CLOSED ? now : null,
                now,
                now,
                patient.evidence(now),
                List.of(),
                patient.target(),
                List.of(patient.target()),
                1);
    }

    RemediationPlan plan(String runbook, List<Action> steps, Instant now) {
        return new RemediationPlan(
                RemediationPlan.idOf(incidentId, 1, steps),
                incidentId,
                runbook,
                "1",
                1,
                steps,
                "the drill wants it",
                now,
                now.plusSeconds(GOOD_FOR_SECONDS),
                new SuccessCriterion(1, 20, true, 0.6),
                Risk.LOW,
                Autonomy.AUTO);
    }

    /** @param choice about the plan @param state of the patient as it was decided on */
    Decision decision(RemediationPlan plan, Decision.Choice choice, Incident incident, TargetState state, Instant now) {
        DecisionFacts facts = new DecisionFacts(now, incident, List.of(), List.of(state), List.of());
        return new Decision(
                "decision-" + plan.id(),
                incidentId,
                now,
                1,
                Decision.Mode.ENFORCED,
                choice,
                new Decision.Explanation(List.of(), List.of(), List.of(), facts));
    }
}
