package io.traas.remediation.verify;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.SampleBatch;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Watches, after a cure, whether it helped: the signals that fired are back within what was expected of them, read from
 * raw samples of all current pods, the workloads are ready, and those that depend on them are no worse off; without a break for the time asked. The first look that
 * is good starts the stretch. Thin data is never taken for recovery. Single-threaded; time is handed in.
 */
public final class Verification {

    private final Look.Scope scope;
    private final Bystanders bystanders;
    private final Instant actedAt;
    private Instant goodSince;
    private Instant worseSince;
    private int thinLooks;
    private int looks;

    private Verification(Look.Scope scope, Bystanders bystanders, Instant actedAt) {
        this.scope = scope;
        this.bystanders = bystanders;
        this.actedAt = actedAt;
    }

    /**
     * @param incident with the anomalies that fired
     * @param states to find the workload of a pod acted on
     * @param specs detectors by id, as far as known
     * @param actedAt when the last step was carried out; states from before it prove nothing
     * @param changed false when there was nothing to do, so that no new state is to come
     */
    public static Verification of(
            RemediationPlan plan,
            Incident incident,
            List<TargetState> states,
            Map<String, DetectorSpec> specs,
            Instant actedAt,
            boolean changed) {
        List<Criterion> criteria = criteria(incident, specs);
        Set<Target> workloads = new LinkedHashSet<>();
        boolean nodeOnly = plan.steps().stream().allMatch(step -> step.target().is("Node"));
        for (Action step : plan.steps()) {
            workloadsOf(step, states).forEach(workloads::add);
        }
        if (incident.service().is("Node")) {
            incident.impact().stream().filter(Verification::isWorkload).forEach(workloads::add);
        } else if (isWorkload(incident.service())) {
            workloads.add(incident.service());
        }
        SuccessCriterion success = plan.success();
        Instant newer = changed && !nodeOnly ? actedAt : null;
        return new Verification(
                new Look.Scope(List.copyOf(workloads), criteria, success, newer),
                Bystanders.of(states, workloads, incident.impact()),
                actedAt);
    }

    /** @return the conclusion, once there is one */
    public Optional<Conclusion> look(Instant now, View view) {
        Look look = Look.at(scope, view, now, goodSince != null).withHarm(bystanders.harmed(view, now));
        looks++;
        thinLooks += look.thin() ? 1 : 0;
        goodSince = look.good() ? (goodSince == null ? now : goodSince) : null;
        worseSince = look.worse() ? (worseSince == null ? now : worseSince) : null;
        Duration hold = Duration.ofSeconds(scope.success().holdSeconds());
        Instant deadline = actedAt.plusSeconds(scope.success().deadlineSeconds());
        if (goodSince != null && !now.isBefore(goodSince.plus(hold))) {
            return Optional.of(new Conclusion(
                    Verdict.RECOVERED, goodSince, evidence(look, "held for " + hold.toSeconds() + " s")));
        }
        if (worseSince != null && !now.isBefore(worseSince.plus(hold)) && pastThird(now)) {
            return Optional.of(new Conclusion(
                    Verdict.WORSE, null, evidence(look, "clearly worse than before for " + hold.toSeconds() + " s")));
        }
        // A good stretch that began in time may finish.
        if (now.isAfter(deadline) && (goodSince == null || now.isAfter(deadline.plus(hold)))) {
            boolean blind = look.thin() || thinLooks * 2 > looks;
            return Optional.of(new Conclusion(
                    blind ? Verdict.INCONCLUSIVE : Verdict.NOT_RECOVERED,
                    null,
                    evidence(look, "not recovered within " + scope.success().deadlineSeconds() + " s")));
        }
        return Optional.empty();
    }

    /** A rolling change may look worse for a moment. */
    private boolean pastThird(Instant now) {
        return Duration.between(actedAt, now).toSeconds() >= scope.success().deadlineSeconds() / 3;
    }

    private static List<String> evidence(Look look, String last) {
        List<String> evidence = new ArrayList<>(look.findings());
        evidence.add(last);
        return evidence;
    }

    private static List<Criterion> criteria(Incident incident, Map<String, DetectorSpec> specs) {
        // Of several anomalies on one signal of one workload the oldest knows best what was normal.
        Map<String, Criterion> bySignal = new LinkedHashMap<>();
        for (Anomaly anomaly : incident.evidence()) {
            if (anomaly.state() == Lifecycle.CLOSED || !isWorkload(anomaly.workload()) || isDemand(anomaly)) {
                continue;
            }
            DetectorSpec spec = specs.get(anomaly.detector());
            Criterion criterion = Criterion.of(anomaly, spec == null ? 0 : spec.minWeight());
            String key = criterion.workload() + " " + criterion.signal() + " " + criterion.perPod();
            bySignal.putIfAbsent(key, criterion);
        }
        return List.copyOf(bySignal.values());
    }

    /** More customers than usual are no ailment: a cure makes room for them, it does not send them away. */
    private static boolean isDemand(Anomaly anomaly) {
        return anomaly.failureClass() == FailureClass.TRAFFIC && anomaly.observed() > anomaly.expectedHigh();
    }

    private static List<Target> workloadsOf(Action step, List<TargetState> states) {
        if (isWorkload(step.target())) {
            return List.of(step.target());
        }
        return states.stream()
                .filter(state -> isWorkload(state.target()))
                .filter(state -> step.target().is("Pod")
                        && state.target().namespace().equals(step.target().namespace())
                        && state.pods().stream()
                                .anyMatch(pod -> pod.name().equals(step.target().name())))
                .map(TargetState::target)
                .toList();
    }

    private static boolean isWorkload(Target target) {
        return !target.is("Pod") && !target.is("Node") && !target.name().equals(SampleBatch.HEARTBEAT);
    }
}
