package io.traas.remediation.guard;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Facts that break nothing, to be spoiled one at a time, and plans to ask the guard about. */
final class GuardWorld {

    final Guard guard = new Guard(GuardLimits.defaults());

    Instant now = NOON;
    Autonomy ceiling = Autonomy.AUTO;
    SwitchState stopSwitch = SwitchState.run();
    Instant approvedAt;
    Incident incident = Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS, Scene.errors(CART, 0.5));
    final Map<Target, TargetState> targets = new HashMap<>();
    final List<Incident> open = new ArrayList<>(List.of(incident));
    final List<ChangeEvent> changes = new ArrayList<>();
    final List<PastCure> cures = new ArrayList<>();
    Instant lastHeardAt = NOON;
    double scrapesAnswered = 1;

    GuardWorld() {
        put(Scene.state(CART, 3, 3, Autonomy.AUTO));
        put(Scene.state(ORDERS, 3, 3, Autonomy.AUTO));
    }

    void put(TargetState state) {
        targets.put(state.target(), state);
    }

    void nodes(int count) {
        for (int i = 1; i <= count; i++) {
            put(Scene.nodeState(i, true));
        }
    }

    void incident(FailureClass failureClass, double completeness, Anomaly... evidence) {
        incident =
                Scene.incident(Scene.INCIDENT, Lifecycle.OPENED, CART, failureClass, completeness, List.of(evidence));
        open.clear();
        open.add(incident);
    }

    Facts facts() {
        TargetState decidedOn = Scene.state(CART, 3, 3, Autonomy.AUTO);
        DecisionFacts decided = new DecisionFacts(NOON, incident, List.of(), List.of(decidedOn), List.of());
        return new Facts(
                now,
                ceiling,
                stopSwitch,
                approvedAt,
                decided,
                targets,
                open,
                changes,
                cures,
                lastHeardAt,
                scrapesAnswered);
    }

    void assertAllowed(RemediationPlan plan) {
        Guard.Word word = guard.check(plan, facts());
        assertThat(word.allowed()).as(word.describe()).isTrue();
    }

    void assertRefused(RemediationPlan plan, String invariant, String detail) {
        Guard.Word word = guard.check(plan, facts());
        assertThat(word.allowed()).isFalse();
        assertThat(word.refusals())
                .as(word.describe())
                .anyMatch(check ->
                        check.name().equals(invariant) && check.detail().contains(detail));
    }

    static RemediationPlan rollBack() {
        return Scene.plan("bad-release", 1, new Action.RollBack(CART, 2, 1));
    }

    static RemediationPlan deletePod(int number) {
        return Scene.plan("hung", 1, new Action.DeletePod(Scene.pod(CART, number), ""));
    }

    static RemediationPlan drain(int node) {
        return Scene.plan("node-loss", 1, new Action.Cordon(Scene.node(node)), new Action.Drain(Scene.node(node)));
    }

    PastCure cureAt(String incident, String runbook, Instant at, Verdict verdict) {
        PastCure cure = cure(incident, runbook, new Action.RollBack(CART, 2, 1), false, verdict);
        return new PastCure(cure.planId(), incident, runbook, cure.footprint(), at, false, verdict);
    }

    PastCure cure(String incidentId, String runbook, Action action, boolean inFlight, Verdict verdict) {
        Footprint footprint = Footprint.of(List.of(action), targets.values(), incident);
        return new PastCure(
                "plan-" + incidentId + runbook,
                incidentId,
                runbook,
                footprint,
                NOON.minusSeconds(20),
                inFlight,
                verdict);
    }

    static ChangeEvent change(Target target, ChangeEvent.ActorType actor, Instant at) {
        return new ChangeEvent("c", target, ChangeEvent.Kind.OTHER, at, "kubectl", actor, "", "", "edited");
    }

    static PodState podOn(Target workload, int number, String node) {
        PodState pod = Scene.podState(workload, number, true);
        return new PodState(pod.name(), pod.uid(), node, "z1", "Running", true, false, 0, "", 2, pod.startedAt());
    }
}
