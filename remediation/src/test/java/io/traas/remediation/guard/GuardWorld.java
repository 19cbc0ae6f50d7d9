package io.traas.remediation.guard;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
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

    Guard guard = new Guard(GuardLimits.defaults(), () -> 0);

    Instant now = NOON;
    Autonomy ceiling = Autonomy.AUTO;
    SwitchState stopSwitch = SwitchState.run();
    Instant approvedAt;
    Incident incident = Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS, Scene.errors(CART, 0.5));
    final Map<Target, TargetState> targets = new HashMap<>();
    final List<Incident> open = new ArrayList<>(List.of(incident));
    final List<ChangeEvent> changes = new ArrayList<>();
    final List<PastCure> cures = new ArrayList<>();
    final List<Unblock> unblocks = new ArrayList<>();
    final List<LedgerEntry.Intent> toTakeBack = new ArrayList<>();
    Instant lastHeardAt = NOON;
    Instant followedAt = NOON;
    double scrapesAnswered = 1;
    Instant clockJumpedAt;

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
                Inventory.of(targets.values()),
                open,
                changes,
                cures,
                unblocks,
                new Facts.Sight(lastHeardAt, followed(), scrapesAnswered, clockJumpedAt),
                toTakeBack);
    }

    private Map<String, Instant> followed() {
        return followedAt == null ? Map.of() : Map.of(CART.cluster(), followedAt);
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

    static LedgerEntry.Intent intent(String incident, Action action) {
        return new LedgerEntry.Intent("i", incident, "p", NOON, 0, action, "key", 1, "uid", "", NOON.plusSeconds(120));
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

    /** The node is lost: its pods are silent, the cluster has not noticed. */
    void lose(int node) {
        Target pod = Scene.pod(CART, node);
        Anomaly silence = Scene.silence(pod, CART);
        incident = Scene.incident(
                Lifecycle.OPENED,
                Scene.node(node),
                FailureClass.NODE_LOSS,
                new Anomaly(
                        silence.id(),
                        silence.state(),
                        silence.series(),
                        CART,
                        "n" + node,
                        "test",
                        AnomalyKind.NO_DATA,
                        FailureClass.NODE_LOSS,
                        NOON,
                        NOON,
                        0,
                        0,
                        0,
                        1,
                        silence.severity(),
                        1,
                        "silent"));
        open.clear();
        open.add(incident);
    }

    PastCure cureAt(String incident, String runbook, Instant at, Verdict verdict) {
        return cure(incident, runbook, new Action.RollBack(CART, 2, 1), at, false, verdict);
    }

    PastCure cure(String incidentId, String runbook, Action action, boolean inFlight, Verdict verdict) {
        return cure(incidentId, runbook, action, NOON.minusSeconds(20), inFlight, verdict);
    }

    PastCure cure(String incidentId, String runbook, Action action, Instant at, boolean inFlight, Verdict verdict) {
        Footprint footprint = Footprint.of(List.of(action), Inventory.of(targets.values()), incident);
        return new PastCure(
                "plan-" + incidentId + runbook,
                incidentId,
                runbook,
                1,
                incident.failureClass(),
                footprint,
                at,
                at,
                inFlight,
                verdict);
    }

    /** The same workload with one thing about its ownership, role or place changed. */
    static TargetState with(
            TargetState s, boolean autoscaled, String pool, String site, String role, String template, String count) {
        return new TargetState(
                s.target(),
                s.uid(),
                s.observedAt(),
                s.deleted(),
                s.desired(),
                s.ready(),
                s.revision(),
                s.previousRevision(),
                s.rollingOut(),
                s.paused(),
                s.unschedulable(),
                autoscaled,
                s.maxReplicas(),
                s.disruptionsAllowed(),
                s.autonomy(),
                s.zone(),
                s.dependencies(),
                s.pods(),
                pool,
                site,
                role,
                template,
                count,
                null);
    }

    Guard.Word ask(RemediationPlan plan) {
        return guard.check(plan, facts());
    }

    /** Asks only whether this invariant holds. */
    boolean holds(String invariant, RemediationPlan plan) {
        return ask(plan).checks().stream()
                .filter(check -> check.name().equals(invariant))
                .findFirst()
                .orElseThrow()
                .ok();
    }

    void assertRefused(RemediationPlan plan, Refusal reason) {
        Guard.Word word = ask(plan);
        assertThat(word.allowed()).isFalse();
        assertThat(word.refusedFor(reason)).as(word.describe()).isTrue();
    }

    static ChangeEvent change(Target target, ChangeEvent.ActorType actor, Instant at) {
        return new ChangeEvent("c", target, ChangeEvent.Kind.OTHER, at, "kubectl", actor, "", "", "edited");
    }

    static PodState podOn(Target workload, int number, String node) {
        PodState pod = Scene.podState(workload, number, true);
        return new PodState(pod.name(), pod.uid(), node, "z1", "Running", true, false, 0, "", 2, pod.startedAt());
    }
}
