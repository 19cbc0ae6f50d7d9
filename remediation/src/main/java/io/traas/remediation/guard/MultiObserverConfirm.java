package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * INV-04. Before something is taken away for good, independent observers agree that it is ill: its own series, the
 * cluster, those who call it, and its peers, who answer the same observer and so rule out that the observer is ill. Slow
 * is not dead.
 */
final class MultiObserverConfirm implements Invariant {

    /** From where the target was seen. */
    enum Vantage {
        ITSELF,
        CLUSTER,
        CALLERS,
        PEERS
    }

    private final GuardLimits.Sight limits;

    MultiObserverConfirm(GuardLimits.Sight limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Action step : plan.steps()) {
            if (Steps.isDestructive(step) && !facts.approved()) {
                Answer answer = confirmed(step.target(), facts);
                if (!answer.ok()) {
                    return answer;
                }
            }
        }
        return Answer.holds("whatever is taken away for good was seen ill from several sides");
    }

    private Answer confirmed(Target target, Facts facts) {
        List<Anomaly> own = facts.incident().evidence().stream()
                .filter(anomaly -> anomaly.state() != Lifecycle.CLOSED && isAbout(anomaly, target, facts))
                .toList();
        Set<Vantage> vantages = EnumSet.noneOf(Vantage.class);
        if (own.stream().anyMatch(anomaly -> !isSlowness(anomaly))) {
            vantages.add(Vantage.ITSELF);
        }
        if (clusterSaysIll(target, facts)) {
            vantages.add(Vantage.CLUSTER);
        }
        boolean seenIll = !vantages.isEmpty();
        if (!seenIll && own.stream().anyMatch(MultiObserverConfirm::isSlowness)) {
            return Answer.broken(Refusal.ONLY_SLOW, target + " is slow, and slow is not dead")
                    .with("target", target);
        }
        if (callersSuffer(target, facts)) {
            vantages.add(Vantage.CALLERS);
        }
        if (peersAnswer(target, facts)) {
            vantages.add(Vantage.PEERS);
        }
        if (!seenIll || vantages.size() < limits.vantagePoints()) {
            return Answer.broken(
                            Refusal.UNCONFIRMED,
                            target + " was seen ill only by " + vantages + ", " + limits.vantagePoints()
                                    + " must agree, itself or the cluster among them")
                    .with("target", target)
                    .with("seenBy", vantages);
        }
        return Answer.holds(target + " was seen ill by " + vantages);
    }

    private static boolean isAbout(Anomaly anomaly, Target target, Facts facts) {
        if (target.is("Node")) {
            return anomaly.node().equals(target.name())
                    && anomaly.series().target().cluster().equals(target.cluster());
        }
        Target seen = anomaly.series().target();
        return seen.equals(target)
                || facts.inventory()
                        .workloadOf(target)
                        .filter(workload ->
                                workload.desired() == 1 && workload.target().equals(seen))
                        .isPresent();
    }

    private static boolean isSlowness(Anomaly anomaly) {
        return anomaly.failureClass() == FailureClass.LATENCY && !Footprint.meansSilence(anomaly);
    }

    private static boolean clusterSaysIll(Target target, Facts facts) {
        if (target.is("Node")) {
            return facts.inventory()
                    .state(target)
                    .filter(node -> node.ready() == 0)
                    .isPresent();
        }
        return facts.inventory()
                .pod(target)
                .map(Inventory.Placed::pod)
                .filter(pod -> !pod.ready() || !pod.reason().isEmpty())
                .isPresent();
    }

    private static boolean callersSuffer(Target target, Facts facts) {
        Incident incident = facts.incident();
        Target workload =
                facts.inventory().workloadOf(target).map(TargetState::target).orElse(target);
        return incident.evidence().stream()
                .filter(anomaly -> anomaly.state() != Lifecycle.CLOSED)
                .filter(anomaly -> !isAbout(anomaly, target, facts))
                .anyMatch(anomaly -> !anomaly.workload().equals(workload));
    }

    /** The observer sees others well: pods outside the incident, or the other pods of the same workload. */
    private boolean peersAnswer(Target target, Facts facts) {
        if (facts.sight().scrapesAnswered() >= limits.minCompleteness()) {
            return true;
        }
        Set<Target> silent = Footprint.silentPods(List.of(facts.incident()));
        return facts.inventory()
                .workloadOf(target)
                .filter(workload -> workload.pods().stream().anyMatch(pod -> isPeer(workload, pod, target, silent)))
                .isPresent();
    }

    private static boolean isPeer(TargetState workload, PodState pod, Target target, Set<Target> silent) {
        Target peer = new Inventory.Placed(workload, pod).target();
        return pod.ready() && !pod.terminating() && !peer.equals(target) && !silent.contains(peer);
    }
}
