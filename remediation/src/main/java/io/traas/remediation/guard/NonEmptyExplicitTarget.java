package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** INV-01. Every step names one thing that is known and exists; "all" and patterns name none. */
final class NonEmptyExplicitTarget implements Invariant {

    private static final Set<String> WILDCARDS = Set.of("*", "all", "any", "-");

    private final int maxSteps;

    NonEmptyExplicitTarget(int maxSteps) {
        this.maxSteps = maxSteps;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        if (plan.steps().size() > maxSteps) {
            return Answer.broken(
                            Refusal.TOO_MANY_STEPS,
                            plan.steps().size() + " steps, at most " + maxSteps + " are allowed")
                    .with("steps", plan.steps().size());
        }
        for (Action step : plan.steps()) {
            Target target = step.target();
            if (isWild(target.name()) || isWild(target.namespace()) || isWild(target.cluster())) {
                return Answer.broken(Refusal.WILDCARD_TARGET, "'" + target + "' is not one explicit target")
                        .with("target", target);
            }
            if (facts.inventory().state(target).filter(TargetState::deleted).isPresent()) {
                return Answer.broken(Refusal.TARGET_GONE, target + " no longer exists")
                        .with("target", target);
            }
        }
        if (!footprint.unresolved().isEmpty()) {
            return Answer.broken(Refusal.UNKNOWN_TARGET, "not known: " + names(footprint.unresolved()))
                    .with("target", names(footprint.unresolved()));
        }
        return Answer.holds("acts on " + names(footprint.domains()));
    }

    private static boolean isWild(String name) {
        return WILDCARDS.contains(name.toLowerCase(Locale.ROOT)) || name.contains("*") || name.contains("?");
    }

    private static String names(Collection<Target> targets) {
        return targets.stream().map(Target::toString).sorted().collect(Collectors.joining(", "));
    }
}
