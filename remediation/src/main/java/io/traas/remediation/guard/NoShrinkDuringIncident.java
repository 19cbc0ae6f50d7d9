package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * INV-10. Nothing is made smaller while it, or what it needs however far down, is in trouble; but what the same incident
 * made larger to no avail goes back to what it was.
 */
final class NoShrinkDuringIncident implements Invariant {

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            if (!Steps.shrinks(step) || facts.takesBack(plan, step)) {
                continue;
            }
            Set<Target> closure = closure(step.target(), facts.inventory());
            Optional<Incident> open = facts.openIncidents().stream()
                    .filter(incident -> closure.contains(incident.service())
                            || incident.impact().contains(step.target()))
                    .findFirst();
            if (open.isPresent()) {
                return Answer.broken(
                                Refusal.SHRINK_DURING_INCIDENT,
                                "scale down of " + step.target() + " while incident "
                                        + open.get().id() + " on " + open.get().service() + " is open")
                        .with("incident", open.get().id());
            }
        }
        return Answer.holds("nothing is made smaller than it was before the incident");
    }

    private static Set<Target> closure(Target target, Inventory inventory) {
        Set<Target> seen = new HashSet<>(Set.of(target));
        Deque<Target> next = new ArrayDeque<>(seen);
        while (!next.isEmpty()) {
            inventory
                    .state(next.pop())
                    .map(TargetState::dependencies)
                    .ifPresent(needed -> needed.stream().filter(seen::add).forEach(next::push));
        }
        return seen;
    }
}
