package io.traas.remediation.testing;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Point;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A small shop as tests see it: workloads of two or three pods on a few nodes, and one incident. */
public final class Scene {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    public static final Target CART = workload("cart");
    public static final Target ORDERS = workload("orders");
    public static final String INCIDENT = "inc-1";

    private Scene() {}

    public static Target workload(String name) {
        return Target.deployment("test", "shop", name);
    }

    public static Target pod(Target workload, int number) {
        return Target.pod("test", workload.namespace(), workload.name() + "-" + number);
    }

    public static Target node(int number) {
        return Target.node("test", "n" + number);
    }

    /** Pod {@code number} runs on node {@code n<number>} in zone {@code z<number>}. */
    public static PodState podState(Target workload, int number, boolean ready) {
        return new PodState(
                pod(workload, number).name(),
                "uid-" + pod(workload, number).name(),
                "n" + number,
                "z" + number,
                "Running",
                ready,
                false,
                0,
                "",
                2,
                NOON.minusSeconds(3600));
    }

    public static TargetState state(Target workload, int desired, int ready, Autonomy autonomy) {
        List<PodState> pods = new ArrayList<>();
        for (int i = 1; i <= desired; i++) {
            pods.add(podState(workload, i, i <= ready));
        }
        return state(workload, desired, ready, 2, autonomy, pods);
    }

    public static TargetState state(
            Target workload, int desired, int ready, long revision, Autonomy autonomy, List<PodState> pods) {
        return new TargetState(
                workload,
                "uid-" + workload.name(),
                NOON,
                false,
                desired,
                ready,
                revision,
                revision - 1,
                false,
                false,
                false,
                false,
                6,
                1,
                autonomy,
                "",
                List.of(),
                pods);
    }

    public static TargetState nodeState(int number, boolean ready) {
        return new TargetState(
                node(number),
                "uid-n" + number,
                NOON,
                false,
                1,
                ready ? 1 : 0,
                0,
                0,
                false,
                false,
                false,
                false,
                0,
                -1,
                Autonomy.OBSERVE,
                "z" + number,
                List.of(),
                List.of());
    }

    public static Anomaly anomaly(
            Target target,
            Target workload,
            String signal,
            AnomalyKind kind,
            FailureClass failureClass,
            double observed) {
        Series series = Series.of(target, signal);
        return new Anomaly(
                Anomaly.idOf(series, "test", NOON),
                Lifecycle.OPENED,
                series,
                workload,
                "n1",
                "test-detector",
                kind,
                failureClass,
                NOON.minusSeconds(3),
                NOON,
                observed,
                0,
                0.05,
                0.9,
                Severity.SEV2,
                1,
                signal + " is " + observed);
    }

    public static Anomaly errors(Target workload, double observed) {
        return anomaly(workload, workload, "errors", AnomalyKind.HIGH, FailureClass.ERRORS, observed);
    }

    public static Anomaly silence(Target pod, Target workload) {
        return anomaly(pod, workload, "up", AnomalyKind.NO_DATA, FailureClass.UNRESPONSIVE, 0);
    }

    public static Incident incident(Lifecycle state, Target service, FailureClass failureClass, Anomaly... evidence) {
        return incident(INCIDENT, state, service, failureClass, 1, List.of(evidence));
    }

    public static Incident incident(
            String id,
            Lifecycle state,
            Target service,
            FailureClass failureClass,
            double completeness,
            List<Anomaly> evidence) {
        return new Incident(
                id,
                state,
                service,
                failureClass,
                Severity.SEV2,
                0.9,
                NOON.minusSeconds(3),
                NOON,
                state == Lifecycle.CLOSED ? NOON : null,
                NOON.minusSeconds(3),
                NOON.minusSeconds(1),
                evidence,
                List.of(),
                service,
                List.of(service),
                completeness);
    }

    public static RemediationPlan plan(String runbook, int rung, Action... steps) {
        return plan(INCIDENT, runbook, rung, Autonomy.AUTO, List.of(steps));
    }

    public static RemediationPlan plan(
            String incidentId, String runbook, int rung, Autonomy autonomy, List<Action> steps) {
        return new RemediationPlan(
                RemediationPlan.idOf(incidentId, rung, steps),
                incidentId,
                runbook,
                "1",
                rung,
                steps,
                "because of the test",
                NOON,
                NOON.plus(Duration.ofSeconds(120)),
                new SuccessCriterion(5, 30, true, 0.6),
                Risk.LOW,
                autonomy);
    }

    public static Decision decision(Decision.Choice choice, Incident incident, TargetState... targets) {
        DecisionFacts facts = new DecisionFacts(NOON, incident, List.of(), List.of(targets), List.of());
        String id = "decision-" + Integer.toHexString(choice.hashCode());
        return new Decision(
                id,
                incident.id(),
                NOON,
                1,
                Decision.Mode.ENFORCED,
                choice,
                new Decision.Explanation(List.of(), List.of(), List.of(), facts));
    }

    /** A scrape in which so many of so many requests failed, as counters. */
    public static SampleBatch scrape(Target workload, int pod, Instant at, boolean up, long requests, long failed) {
        List<Point> points = new ArrayList<>();
        points.add(Point.of(SampleBatch.UP, up ? 1 : 0));
        if (up) {
            points.add(new Point("http_server_requests_seconds_count", Map.of("status", "200"), requests - failed));
            points.add(new Point("http_server_requests_seconds_count", Map.of("status", "500"), failed));
        }
        return new SampleBatch(pod(workload, pod), workload, "n" + pod, at, points);
    }
}
