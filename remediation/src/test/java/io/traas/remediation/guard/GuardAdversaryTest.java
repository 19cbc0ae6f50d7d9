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
import io.traas.model.FailureClass;
import io.traas.model.LedgerEntry.GuardCheck;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** For each invariant, what a naive guard would let through; most of it happened to somebody. */
class GuardAdversaryTest {

    private static final RemediationPlan RESTART = Scene.plan("restart", 1, new Action.RestartWorkload(CART));

    private final GuardWorld world = new GuardWorld();

    /** Diskerase: an answer that names nothing, taken for everything. */
    @Test
    void aGroupThatResolvesToNothingIsNotEverything() {
        world.assertRefused(
                Scene.plan("r", 1, new Action.DeletePod(Target.pod("test", "shop", "gone"), "")),
                Refusal.UNKNOWN_TARGET);
        world.assertRefused(Scene.plan("r", 1, new Action.Cordon(Target.node("test", "n?"))), Refusal.WILDCARD_TARGET);
    }

    @Test
    void whatSomebodyElseTookIsOutOfTheSamePurse() {
        world.put(Scene.state(ORDERS, 3, 2, Autonomy.AUTO));
        world.assertRefused(RESTART, Refusal.PURSE_OVERDRAWN);
        world.put(rollingOut(Scene.state(ORDERS, 3, 3, Autonomy.AUTO)));
        world.assertRefused(RESTART, Refusal.PURSE_OVERDRAWN);
        world.put(Scene.state(ORDERS, 3, 3, Autonomy.AUTO));
        world.assertAllowed(RESTART);
    }

    @Test
    void aNodeSomebodyElseDrainsIsOutOfTheSamePurse() {
        world.nodes(6);
        RemediationPlan cordon = Scene.plan("r", 1, new Action.Cordon(Scene.node(1)));
        world.assertAllowed(cordon);

        TargetState drained = Scene.nodeState(2, true);
        world.put(new TargetState(
                drained.target(),
                "",
                NOON,
                false,
                1,
                1,
                0,
                0,
                false,
                false,
                true,
                false,
                0,
                -1,
                Autonomy.OBSERVE,
                "z2",
                List.of(),
                List.of()));

        world.assertRefused(cordon, Refusal.PURSE_OVERDRAWN);
    }

    @Test
    void podsThatFellSilentOrAreStillColdDoNotServeWhateverTheClusterSays() {
        world.open.add(Scene.incident(
                "other",
                Lifecycle.OPENED,
                ORDERS,
                FailureClass.UNRESPONSIVE,
                1,
                List.of(Scene.silence(Scene.pod(ORDERS, 1), ORDERS))));
        world.assertRefused(RESTART, Refusal.PURSE_OVERDRAWN);
        world.open.remove(1);
        world.assertAllowed(RESTART);

        TargetState orders = Scene.state(ORDERS, 3, 3, Autonomy.AUTO);
        PodState old = orders.pods().get(0);
        PodState cold = new PodState(
                old.name(), "new", old.node(), old.zone(), "Running", true, false, 0, "", 2, NOON.minusSeconds(4));
        world.put(Scene.state(
                ORDERS,
                3,
                3,
                2,
                Autonomy.AUTO,
                List.of(cold, orders.pods().get(1), orders.pods().get(2))));
        world.assertRefused(RESTART, Refusal.PURSE_OVERDRAWN);
    }

    @Test
    void anUndoneReleaseIsOneDisruptionHoweverManyReplicasItBroke() {
        world.put(rollingOut(Scene.state(CART, 3, 0, Autonomy.AUTO)));

        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void theWholeFleetBehindOneObserverIsNotDead() {
        world.incident(FailureClass.UNRESPONSIVE, 1, Scene.silence(Scene.pod(CART, 1), CART));
        world.put(Scene.state(CART, 1, 1, Autonomy.AUTO));
        world.scrapesAnswered = Double.NaN;
        world.assertRefused(GuardWorld.deletePod(1), Refusal.UNCONFIRMED);

        // Its peers answer the same observer.
        world.scrapesAnswered = 0.9;
        world.assertAllowed(GuardWorld.deletePod(1));
    }

    /** GitHub 2012: load is not death. */
    @Test
    void slowIsNotDead() {
        world.incident(
                FailureClass.LATENCY,
                1,
                Scene.anomaly(Scene.pod(CART, 1), CART, "latency", AnomalyKind.HIGH, FailureClass.LATENCY, 3));

        world.assertRefused(GuardWorld.deletePod(1), Refusal.ONLY_SLOW);
    }

    /** The Enactor of October 2025: an old plan that was held up is applied over a newer one. */
    @Test
    void aPlanThatWasOvertakenIsNotAppliedOverTheNewerOne() {
        PastCure newer = world.cure(Scene.INCIDENT, "other", new Action.Scale(ORDERS, 3, 4), false, Verdict.RECOVERED);
        world.cures.add(new PastCure(
                newer.planId(),
                newer.incidentId(),
                newer.runbook(),
                2,
                newer.signature(),
                newer.footprint(),
                newer.startedAt(),
                newer.startedAt(),
                false,
                Verdict.RECOVERED));

        world.assertRefused(GuardWorld.rollBack(), Refusal.SUPERSEDED);
    }

    @Test
    void theCoolDownDoublesWithEachCureThatDidNotHelp() {
        world.cures.add(world.cureAt("inc-0", "bad-release", NOON.minusSeconds(500), Verdict.NOT_RECOVERED));
        world.assertRefused(GuardWorld.rollBack(), Refusal.COOLING_DOWN);
        world.cures.set(0, world.cureAt("inc-0", "bad-release", NOON.minusSeconds(600), Verdict.NOT_RECOVERED));
        world.assertAllowed(GuardWorld.rollBack());

        world.cures.set(0, world.cureAt("inc-0", "bad-release", NOON.minusSeconds(10), Verdict.NOT_RECOVERED));
        world.unblocks.add(new Unblock("bad-release", CART, NOON, "ann"));
        world.cures.set(0, recovered(world.cures.get(0)));
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void aRunbookThatFailsEverywhereRestsEverywhere() {
        for (int i = 1; i <= 3; i++) {
            Target elsewhere = Scene.workload("w" + i);
            world.put(Scene.state(elsewhere, 3, 3, Autonomy.AUTO));
            world.cures.add(world.cure(
                    "old-" + i,
                    "bad-release",
                    new Action.RollBack(elsewhere, 2, 1),
                    NOON.minusSeconds(600L * i),
                    false,
                    Verdict.WORSE));
        }
        world.assertRefused(GuardWorld.rollBack(), Refusal.BREAKER_OPEN);

        world.unblocks.add(new Unblock("bad-release", null, NOON, "ann"));
        world.assertAllowed(GuardWorld.rollBack());
        world.unblocks.clear();
        world.now = NOON.plusSeconds(3100);
        assertThat(world.holds("CircuitBreaker", GuardWorld.rollBack())).isTrue();
    }

    /** Azure 2012: service healing carried the leap-day bug to healthy hosts. */
    @Test
    void aPoisonedImageIsNotSpreadByReplacingItAgainAndAgain() {
        Action delete = new Action.DeletePod(Scene.pod(CART, 3), "");
        world.incident(FailureClass.UNRESPONSIVE, 1, Scene.silence(Scene.pod(CART, 3), CART));
        for (int i = 2; i >= 1; i--) {
            Instant at = NOON.minusSeconds(400L * i);
            world.put(illSince(at.minusSeconds(390)));
            world.cures.add(world.cure("old-" + i, "hung-" + i, delete, at, false, Verdict.RECOVERED));
        }
        world.put(illSince(NOON.minusSeconds(395)));
        world.assertRefused(GuardWorld.deletePod(3), Refusal.FAULT_FOLLOWS);

        // Another pod of the workload, which no cure brought forth, is another matter.
        world.put(illSince(NOON.minusSeconds(3600)));
        world.assertAllowed(GuardWorld.deletePod(3));
    }

    @Test
    void destructionStaysInOneZoneOfAWorkload() {
        world.put(Scene.state(CART, 10, 10, Autonomy.AUTO));
        world.approvedAt = null;
        world.assertRefused(
                Scene.plan(
                        "r",
                        1,
                        new Action.QuarantinePod(Scene.pod(CART, 1), ""),
                        new Action.QuarantinePod(Scene.pod(CART, 2), "")),
                Refusal.SEVERAL_DOMAINS);
        world.cures.add(world.cure("other", "odd", new Action.QuarantinePod(Scene.pod(CART, 1), ""), true, null));
        world.assertRefused(
                Scene.plan("r", 1, new Action.QuarantinePod(Scene.pod(CART, 2), "")), Refusal.SEVERAL_DOMAINS);
    }

    /** Reddit 2016: acting on what the few that still report say. */
    @Test
    void sixOfTenAgentsLostIsNoReasonToAct() {
        world.scrapesAnswered = 0.4;
        world.assertRefused(GuardWorld.rollBack(), Refusal.HALF_BLIND);
        world.assertRefused(RESTART, Refusal.HALF_BLIND);
    }

    /** Slack 2021: less work because the network is ill, so less capacity. */
    @Test
    void nothingIsShrunkWhileWhatItNeedsHoweverFarDownIsIll() {
        Target middle = Scene.workload("middle");
        world.put(needs(Scene.state(ORDERS, 3, 3, Autonomy.AUTO), middle));
        world.put(needs(Scene.state(middle, 3, 3, Autonomy.AUTO), CART));

        world.assertRefused(Scene.plan("r", 1, new Action.Scale(ORDERS, 3, 2)), Refusal.SHRINK_DURING_INCIDENT);
    }

    @Test
    void aPlanThatRepeatsAStepOrCannotBeProvenIsNoPlan() {
        Action quarantine = new Action.QuarantinePod(Scene.pod(CART, 1), "");
        world.assertRefused(Scene.plan("r", 1, quarantine, quarantine), Refusal.REPEATED_STEP);

        world.incident(FailureClass.ERRORS, 1);
        RemediationPlan plan = GuardWorld.rollBack();
        RemediationPlan blind = new RemediationPlan(
                plan.id(),
                plan.incidentId(),
                plan.runbook(),
                "1",
                1,
                plan.steps(),
                "because",
                NOON,
                plan.notAfter(),
                new SuccessCriterion(5, 30, false, 0.6),
                plan.risk(),
                plan.autonomy());
        world.assertRefused(blind, Refusal.NOT_VERIFIABLE);
    }

    @Test
    void itDoesNotSawOffTheBranchItSitsOn() {
        world.nodes(6);
        world.lose(1);
        Target kafka = Target.deployment("test", "messaging", "kafka");
        world.put(GuardWorld.with(
                Scene.state(kafka, 1, 1, 1, Autonomy.OBSERVE, List.of(GuardWorld.podOn(kafka, 1, "n1"))),
                false,
                "",
                "",
                TargetState.PLATFORM,
                "",
                ""));

        world.assertRefused(GuardWorld.drain(1), Refusal.OWN_NODE);
        world.assertRefused(Scene.plan("r", 1, new Action.RestartWorkload(kafka)), Refusal.OWN_PART);
    }

    @Test
    void aControlPlaneNodeIsClosedOnlyWithAPersonsWordAndOneAtATime() {
        world.nodes(6);
        world.put(GuardWorld.with(Scene.nodeState(1, true), false, "", "", TargetState.CONTROL_PLANE, "", ""));
        RemediationPlan cordon = Scene.plan("r", 1, new Action.Cordon(Scene.node(1)));
        world.assertRefused(cordon, Refusal.CONTROL_PLANE_NODE);
        world.approvedAt = NOON;
        world.assertAllowed(cordon);

        world.put(GuardWorld.with(Scene.nodeState(2, false), false, "", "", TargetState.CONTROL_PLANE, "", ""));
        world.assertRefused(cordon, Refusal.CONTROL_PLANE_NODE);
    }

    @Test
    void whatAnAutoscalerOrADeliveryToolOwnsIsChangedThere() {
        TargetState cart = Scene.state(CART, 3, 3, Autonomy.AUTO);
        RemediationPlan scale = Scene.plan("r", 1, new Action.Scale(CART, 3, 4));
        world.put(GuardWorld.with(cart, true, "", "", "", "", ""));
        world.assertRefused(scale, Refusal.AUTOSCALED);
        world.put(GuardWorld.with(cart, false, "", "", "", "Argo CD", ""));
        world.assertAllowed(scale);
        world.assertAllowed(RESTART);
        world.assertRefused(GuardWorld.rollBack(), Refusal.OWNED_BY_DELIVERY_TOOL);
        GuardCheck check = world.ask(GuardWorld.rollBack()).refusals().get(0);
        assertThat(check.parameters()).containsEntry("owner", "Argo CD").containsEntry("field", "spec.template");
        assertThat(check.parameters().get("suggestion")).contains("Git");
        world.put(GuardWorld.with(cart, false, "", "", "", "", "Helm"));
        world.assertRefused(scale, Refusal.OWNED_BY_DELIVERY_TOOL);
    }

    @Test
    void aStormFreezesCuresAndAPersonMayStillAct() {
        for (int i = 1; i <= 8; i++) {
            Target workload = Scene.workload("w" + i);
            world.put(Scene.state(workload, 3, 3, Autonomy.AUTO));
            if (i <= 3) {
                world.open.add(Scene.incident("s" + i, Lifecycle.OPENED, workload, FailureClass.ERRORS, 1, List.of()));
            }
        }
        world.assertRefused(GuardWorld.rollBack(), Refusal.STORM);
        world.approvedAt = NOON;
        world.assertAllowed(GuardWorld.rollBack());
        world.approvedAt = null;
        world.open.remove(3);
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void aClockThatCannotBeTrustedOrAWorldThatWasForgottenStopsEverything() {
        world.clockJumpedAt = NOON.minusSeconds(59);
        world.assertRefused(GuardWorld.rollBack(), Refusal.CLOCK_JUMPED);
        world.clockJumpedAt = NOON.minusSeconds(60);
        world.assertAllowed(GuardWorld.rollBack());

        world.lastHeardAt = NOON.plusSeconds(31);
        world.assertRefused(GuardWorld.rollBack(), Refusal.CLOCK_BEHIND);
        world.lastHeardAt = NOON;
        world.cures.add(world.cureAt("other", "other", NOON.plusSeconds(3600), Verdict.RECOVERED));
        world.assertRefused(GuardWorld.rollBack(), Refusal.CLOCK_BEHIND);
        world.cures.clear();
        world.targets.clear();
        world.assertRefused(GuardWorld.rollBack(), Refusal.NO_STATE);
    }

    @Test
    void whatStillServesIsNotTakenForGoodBeforeSomethingThatCanBeUndoneWasTried() {
        world.incident(FailureClass.ERRORS, 1, podErrors(1));
        world.assertRefused(GuardWorld.deletePod(1), Refusal.REVERSIBLE_FIRST);

        world.cures.add(world.cure(
                Scene.INCIDENT, "odd", new Action.QuarantinePod(Scene.pod(CART, 2), ""), false, Verdict.NOT_RECOVERED));
        world.assertAllowed(GuardWorld.deletePod(1));
    }

    @Test
    void aFreezeStopsCuresInItsNamespaceUntilItEnds() {
        Freeze freeze = Freeze.parse("2026-03-01T00:00:00Z/2026-03-02T00:00:00Z shop ann year-end closing");
        world.guard = new Guard(List.of(new ChangeFreeze(List.of(freeze))), Duration.ofSeconds(1), () -> 0);
        world.assertRefused(GuardWorld.rollBack(), Refusal.FROZEN);
        world.assertRefused(GuardWorld.rollBack(), "ChangeFreeze", "ann until 2026-03-02T00:00:00Z in shop: year-end");
        world.approvedAt = NOON;
        world.assertRefused(GuardWorld.rollBack(), Refusal.FROZEN);

        world.now = Instant.parse("2026-03-02T00:00:00Z");
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void aGuardThatLostItsTeethIsNoticedByTheCanary() {
        Invariant yes = (plan, footprint, facts) -> Invariant.Answer.holds("always fine");
        world.guard = new Guard(
                List.of(yes, new AutomationIsAChange(Map.of(yes, Refusal.STOPPED))), Duration.ofSeconds(1), () -> 0);

        world.assertRefused(GuardWorld.rollBack(), Refusal.CANARY_PASSED);
    }

    @Test
    void aGuardThatThinksTooLongRefuses() {
        List<Long> ticks = new ArrayList<>(List.of(0L, Duration.ofMillis(1001).toNanos()));
        world.guard = new Guard(GuardLimits.defaults(), () -> ticks.remove(0));

        world.assertRefused(GuardWorld.rollBack(), Refusal.GUARD_TOO_SLOW);
    }

    @Test
    void aPersonsChangeOfAPodsWorkloadCountsForThePod() {
        world.incident(FailureClass.UNRESPONSIVE, 1, Scene.silence(Scene.pod(CART, 1), CART));
        world.changes.add(GuardWorld.change(CART, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(5)));

        world.assertRefused(GuardWorld.deletePod(1), Refusal.PERSON_AT_WORK);
    }

    private static Anomaly podErrors(int pod) {
        return Scene.anomaly(Scene.pod(CART, pod), CART, "errors", AnomalyKind.HIGH, FailureClass.ERRORS, 1);
    }

    /** Cart, whose third pod started then. */
    private static TargetState illSince(Instant started) {
        TargetState cart = Scene.state(CART, 3, 3, Autonomy.AUTO);
        List<PodState> pods = new ArrayList<>(cart.pods());
        PodState ill = pods.remove(2);
        pods.add(
                new PodState(ill.name(), ill.uid(), ill.node(), ill.zone(), "Running", true, false, 0, "", 2, started));
        return Scene.state(CART, 3, 3, 2, Autonomy.AUTO, pods);
    }

    private static PastCure recovered(PastCure cure) {
        return new PastCure(
                cure.planId(),
                cure.incidentId(),
                cure.runbook(),
                1,
                cure.signature(),
                cure.footprint(),
                cure.startedAt(),
                cure.startedAt(),
                false,
                Verdict.RECOVERED);
    }

    private static TargetState rollingOut(TargetState s) {
        return new TargetState(
                s.target(),
                s.uid(),
                NOON,
                false,
                s.desired(),
                s.ready(),
                s.revision(),
                1,
                true,
                false,
                false,
                false,
                6,
                1,
                s.autonomy(),
                "",
                List.of(),
                s.pods());
    }

    private static TargetState needs(TargetState s, Target needed) {
        return new TargetState(
                s.target(),
                s.uid(),
                NOON,
                false,
                s.desired(),
                s.ready(),
                2,
                1,
                false,
                false,
                false,
                false,
                6,
                1,
                s.autonomy(),
                "",
                List.of(needed),
                s.pods());
    }
}
