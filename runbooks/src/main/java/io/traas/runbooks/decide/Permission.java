package io.traas.runbooks.decide;

import io.traas.model.Autonomy;
import io.traas.model.DecisionFacts;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How much the namespaces concerned opted in to. What is not known has not opted in. */
final class Permission {

    private final List<TargetState> states;

    Permission(DecisionFacts facts) {
        this.states = facts.targets();
    }

    /**
     * A pod counts as its workload. A node has no namespace: its own opt-in counts if it has one, otherwise the lowest
     * of the workloads on it that opted in at all; the pods of the others stay where they are.
     */
    Autonomy of(Target target) {
        Optional<Autonomy> own = states.stream()
                .filter(state -> state.target().equals(target))
                .map(TargetState::autonomy)
                .findFirst();
        if (target.is("Pod")) {
            return owner(target).map(TargetState::autonomy).orElse(Autonomy.OBSERVE);
        }
        if (target.is("Node") && own.orElse(Autonomy.OBSERVE) == Autonomy.OBSERVE) {
            return states.stream()
                    .filter(state -> runsOn(state, target))
                    .map(TargetState::autonomy)
                    .filter(autonomy -> autonomy != Autonomy.OBSERVE)
                    .min(Comparator.naturalOrder())
                    .orElse(Autonomy.OBSERVE);
        }
        return own.orElse(Autonomy.OBSERVE);
    }

    /** The workload a pod belongs to. */
    Optional<TargetState> owner(Target pod) {
        return states.stream()
                .filter(state -> !state.target().is("Node")
                        && state.target().cluster().equals(pod.cluster())
                        && state.target().namespace().equals(pod.namespace()))
                .filter(state ->
                        state.pods().stream().anyMatch(known -> known.name().equals(pod.name())))
                .findFirst();
    }

    private static boolean runsOn(TargetState state, Target node) {
        return !state.deleted()
                && !state.target().is("Node")
                && state.target().cluster().equals(node.cluster())
                && state.pods().stream().anyMatch(pod -> pod.node().equals(node.name()));
    }
}
