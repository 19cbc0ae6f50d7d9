package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.Set;
import java.util.TreeSet;

/**
 * INV-18. Nothing of Kubernetes itself, of this platform, or of a protected namespace is touched, and no node is emptied
 * on which a part of the platform runs: what heals must not saw off the branch it sits on.
 */
final class ProtectedTargets implements Invariant {

    private final GuardLimits.Borders borders;

    ProtectedTargets(GuardLimits.Borders borders) {
        this.borders = borders;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Set<String> namespaces = new TreeSet<>();
        plan.steps().forEach(step -> namespaces.add(step.target().namespace()));
        footprint.domains().forEach(domain -> namespaces.add(domain.namespace()));
        namespaces.removeIf(namespace -> !borders.isProtected(namespace));
        if (!namespaces.isEmpty()) {
            String names = String.join(", ", namespaces);
            return Answer.broken(Refusal.PROTECTED_NAMESPACE, "namespace " + names + " is protected")
                    .with("namespace", names);
        }
        for (Target domain : footprint.domains()) {
            if (facts.inventory().state(domain).filter(this::isOurs).isPresent()) {
                return Answer.broken(Refusal.OWN_PART, domain + " is a part of this platform")
                        .with("target", domain);
            }
        }
        for (Action step : plan.steps()) {
            if (step.target().is("Node") && step.blastRadius() > 0) {
                for (TargetState workload : facts.inventory().workloadsOn(step.target())) {
                    if (isOurs(workload)) {
                        return Answer.broken(
                                        Refusal.OWN_NODE,
                                        workload.target() + ", a part of this platform, runs on " + step.target())
                                .with("target", step.target());
                    }
                }
            }
        }
        return Answer.holds("nothing protected is touched");
    }

    private boolean isOurs(TargetState state) {
        return state.role().equals(TargetState.PLATFORM)
                || state.target().namespace().equals(borders.own());
    }
}
