package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.List;
import java.util.Optional;

/** Of what the plan, the platform and the namespaces allow, the lowest counts; below AUTO a person has to approve. */
public final class AutonomyLevel implements Invariant {

    static final String NAME = "Autonomy";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Autonomy namespaces = optedIn(plan.steps(), facts.inventory());
        Autonomy effective = effective(plan, facts.ceiling(), facts.inventory());
        String detail = "lowest of plan " + plan.autonomy() + ", platform " + facts.ceiling() + ", namespace "
                + namespaces + " is " + effective;
        if (effective == Autonomy.AUTO) {
            return Answer.holds(detail);
        }
        if (effective == Autonomy.APPROVE) {
            return facts.approved()
                    ? Answer.holds(detail + ", approved")
                    : Answer.broken(Refusal.NOT_APPROVED, detail + ", not approved");
        }
        return Answer.broken(Refusal.AUTONOMY_TOO_LOW, detail).with("level", effective);
    }

    /** The lowest of what the plan, the platform and the namespaces allow. */
    public static Autonomy effective(RemediationPlan plan, Autonomy ceiling, Inventory inventory) {
        return plan.autonomy().lower(ceiling).lower(optedIn(plan.steps(), inventory));
    }

    private static Autonomy optedIn(List<Action> steps, Inventory inventory) {
        Autonomy lowest = Autonomy.AUTO;
        for (Action step : steps) {
            lowest = lowest.lower(
                    step.target().is("Node") ? optedInOn(step.target(), inventory) : optedIn(step, inventory));
        }
        return lowest;
    }

    private static Autonomy optedIn(Action step, Inventory inventory) {
        Optional<TargetState> state =
                step.target().is("Pod") ? inventory.workloadOf(step.target()) : inventory.state(step.target());
        return state.map(TargetState::autonomy).orElse(Autonomy.OBSERVE);
    }

    /**
     * A node belongs to no namespace. Its pods do: those of namespaces that did not opt in stay where they are, so the
     * lowest level among the others counts; with no others nothing is allowed.
     */
    private static Autonomy optedInOn(Target node, Inventory inventory) {
        return inventory.workloadsOn(node).stream()
                .map(TargetState::autonomy)
                .filter(level -> level != Autonomy.OBSERVE)
                .reduce(Autonomy::lower)
                .orElse(Autonomy.OBSERVE);
    }
}
