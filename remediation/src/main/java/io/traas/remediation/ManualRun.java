package io.traas.remediation;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Ids;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.Severity;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What a person ordered, as a decision that goes the way of every other: guard, ledger, fence, verification. It stands for
 * an incident of its own, since nothing but the person says that anything is wrong.
 */
final class ManualRun {

    static final String RUNBOOK = "manual";

    /** An order that was not taken up in time must not come as a surprise. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    private static final SuccessCriterion READY = new SuccessCriterion(5, 120, true, 0);

    private ManualRun() {}

    static Decision decision(Command.Run order, Collection<TargetState> states) {
        String incidentId = order.ownIncident();
        Instant at = order.at();
        RemediationPlan plan = new RemediationPlan(
                RemediationPlan.idOf(incidentId, 1, order.steps()),
                incidentId,
                RUNBOOK,
                "1",
                1,
                order.steps(),
                "ordered by " + order.by() + (order.why().isBlank() ? "" : ": " + order.why()),
                at,
                at.plus(GOOD_FOR),
                READY,
                Risk.MEDIUM,
                Autonomy.AUTO);
        DecisionFacts facts =
                new DecisionFacts(at, incident(incidentId, order, states), List.of(), List.copyOf(states), List.of());
        return new Decision(
                Ids.of("decision", order.id()),
                incidentId,
                at,
                1,
                Decision.Mode.ENFORCED,
                new Decision.Act(plan),
                new Decision.Explanation(List.of(), List.of(), List.of(), facts));
    }

    private static Incident incident(String id, Command.Run order, Collection<TargetState> states) {
        Target service = workload(order.steps().get(0), states);
        Instant at = order.at();
        return new Incident(
                id,
                Lifecycle.OPENED,
                service,
                FailureClass.OTHER,
                Severity.SEV4,
                1,
                at,
                at,
                null,
                at,
                at,
                List.of(),
                List.of(),
                service,
                List.of(),
                1);
    }

    private static Target workload(Action step, Collection<TargetState> states) {
        return states.stream()
                .filter(state -> step.target().is("Pod") && !state.target().is("Node"))
                .filter(state -> state.target().namespace().equals(step.target().namespace()))
                .filter(state -> state.pods().stream()
                        .anyMatch(pod -> pod.name().equals(step.target().name())))
                .map(TargetState::target)
                .findFirst()
                .orElse(step.target());
    }
}
