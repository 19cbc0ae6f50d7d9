package io.traas.remediation.guard;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.PodState;
import io.traas.model.ScalingAction;
import io.traas.model.TaintAction;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much may be touched at once, how often, and when so much is broken that touching anything is wrong. */
class GuardRadiusTest {

    private final GuardWorld world = new GuardWorld();

    @ParameterizedTest
    @CsvSource({"3, 1, true", "3, 2, false", "10, 2, true", "10, 3, false", "1, 1, true"})
    void noMoreReplicasAreTakenThanTheCapAllows(int desired, int restartsInFlight, boolean allowed) {
        List<PodState> inOneZone = IntStream.rangeClosed(1, desired)
                .mapToObj(number -> GuardWorld.podOn(CART, number, "n" + number))
                .toList();
        world.put(Scene.state(CART, desired, desired, 2, Autonomy.AUTO, inOneZone));
        for (int i = 1; i < restartsInFlight; i++) {
            world.cures.add(world.cure("other-" + i, "another-runbook", new Action.RestartWorkload(CART), true, null));
        }

        Guard.Word word = world.guard.check(Scene.plan("r", 1, new Action.RestartWorkload(CART)), world.facts());

        assertThat(word.allowed()).as(word.describe()).isEqualTo(allowed);
    }

    @Test
    void aCureThatProvedItselfHasGivenTheReplicasBack() {
        PastCure unproven =
                world.cure("inc-0", "another", new Action.RestartWorkload(CART), false, Verdict.NOT_RECOVERED);
        world.cures.add(unproven);
        world.assertRefused(GuardWorld.rollBack(), "BlastRadiusCap", "1 more on top of 1 away");

        world.cures.set(0, world.cure("inc-0", "another", new Action.RestartWorkload(CART), false, Verdict.RECOVERED));
        world.assertAllowed(GuardWorld.rollBack());
        // An earlier rung of the same incident is why this plan exists.
        world.cures.set(
                0,
                world.cure(Scene.INCIDENT, "another", new Action.RestartWorkload(CART), false, Verdict.NOT_RECOVERED));
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void theLastServingReplicaIsNotTakenAway() {
        world.put(Scene.state(CART, 1, 1, Autonomy.AUTO));
        world.assertRefused(GuardWorld.deletePod(1), "LastReplica", "without a ready replica");

        world.put(Scene.state(CART, 2, 1, Autonomy.AUTO));
        world.assertRefused(GuardWorld.deletePod(1), "LastReplica", "without a ready replica");
        // One that serves nobody can go.
        world.assertAllowed(GuardWorld.deletePod(2));
    }

    @Test
    void aReplicaThatIsSilentCannotBeTakenAwayAgain() {
        world.put(Scene.state(CART, 1, 1, Autonomy.AUTO));
        world.incident(FailureClass.UNRESPONSIVE, 1, Scene.silence(Scene.pod(CART, 1), CART));

        world.assertAllowed(GuardWorld.deletePod(1));
    }

    @Test
    void scalingStaysBelowTheMaximumOfTheWorkload() {
        world.assertAllowed(Scene.plan("r", 1, new Action.Scale(CART, 3, 6)));
        world.assertRefused(Scene.plan("r", 1, new Action.Scale(CART, 3, 7)), "ScaleCeiling", "above the 6 replicas");
    }

    @Test
    void theBoundsOfAnAutoscalerAreHeldToTheSameMaximum() {
        world.assertAllowed(Scene.plan("r", 1, bounds(CART, 3, 6)));
        world.assertRefused(Scene.plan("r", 1, bounds(CART, 3, 7)), "ScaleCeiling", "above the 6 replicas");
    }

    @Test
    void boundsAndLimitsAreNotLoweredWhileTheirWorkloadSuffers() {
        world.assertRefused(Scene.plan("r", 1, bounds(CART, 1, 5)), "NoShrinkDuringIncident", "while incident");
        world.assertRefused(Scene.plan("r", 1, limit("1Gi", "900Mi")), "NoShrinkDuringIncident", "while incident");
        world.assertAllowed(Scene.plan("r", 1, limit("900Mi", "1Gi")));
    }

    @Test
    void aTaintThatKeepsPodsAwayClosesANodeAsACordonDoes() {
        world.nodes(6);
        world.put(GuardWorld.with(Scene.nodeState(1, true), false, "", "", TargetState.CONTROL_PLANE, "", ""));

        world.assertRefused(
                Scene.plan("r", 1, taint(TaintAction.Effect.NO_SCHEDULE)), "ControlPlaneCare", "control plane");
        world.assertAllowed(Scene.plan("r", 1, taint(TaintAction.Effect.PREFER_NO_SCHEDULE)));
    }

    @Test
    void aTaintThatEndsPodsIsOneThatCannotBeUndone() {
        world.nodes(6);
        world.assertRefused(
                Scene.plan("r", 1, taint(TaintAction.Effect.NO_EXECUTE)), "ReversibleFirst", "still serves");
    }

    private static Action bounds(Target workload, int min, int max) {
        return new ScalingAction.SetAutoscalerBounds(workload, "scaler", 3, 5, min, max, 0);
    }

    private static Action limit(String from, String to) {
        return new ScalingAction.SetLimit(CART, "main", ScalingAction.Resource.MEMORY, from, to);
    }

    private static Action taint(TaintAction.Effect effect) {
        String key = effect == TaintAction.Effect.NO_EXECUTE ? TaintAction.OUT_OF_SERVICE : "traas.io/ill";
        return new TaintAction.AddTaint(Scene.node(1), key, "yes", effect, 0);
    }

    @Test
    void singlePodsAreNotCuredWhenManyOfTheirPeersAreIll() {
        world.put(Scene.state(CART, 5, 3, Autonomy.AUTO));
        world.assertAllowed(GuardWorld.deletePod(5));

        world.put(Scene.state(CART, 5, 2, Autonomy.AUTO));
        world.assertRefused(GuardWorld.deletePod(5), "CorrelatedFailureStop", "3 of 5 pods");
        // Undoing a change is the cure for all of them at once.
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void oneIllPodOfTwoMayAlwaysBeCured() {
        world.put(Scene.state(CART, 2, 1, Autonomy.AUTO));

        world.assertAllowed(GuardWorld.deletePod(2));
    }

    @Test
    void whenEverythingLooksDeadTheObserverIs() {
        for (int i = 0; i < 3; i++) {
            world.put(Scene.state(Scene.workload("w" + i), 3, 0, Autonomy.AUTO));
        }
        world.put(Scene.state(CART, 3, 0, Autonomy.AUTO));
        world.put(Scene.state(ORDERS, 3, 0, Autonomy.AUTO));

        world.assertRefused(GuardWorld.rollBack(), "CorrelatedFailureStop", "the observer is");
    }

    @Test
    void restartsStopWhenTooManyWorkloadsOfTheNamespaceAreDown() {
        for (int i = 0; i < 3; i++) {
            world.put(Scene.state(Scene.workload("w" + i), 3, i == 0 ? 3 : 0, Autonomy.AUTO));
        }
        world.put(Scene.state(CART, 3, 0, Autonomy.AUTO));

        world.assertRefused(
                Scene.plan("r", 1, new Action.RestartWorkload(CART)), "CorrelatedFailureStop", "3 of 5 workloads");
    }

    @Test
    void nodesAreNotEmptiedWhenManyOfThemAreLost() {
        world.nodes(6);
        world.lose(1);
        world.put(Scene.nodeState(2, false));
        world.assertAllowed(GuardWorld.drain(1));

        world.put(Scene.nodeState(3, false));
        world.assertRefused(GuardWorld.drain(1), "CorrelatedFailureStop", "3 of 6 nodes");
    }

    @Test
    void onlyOneNodeIsActedOnAtATime() {
        world.nodes(6);
        world.cures.add(world.cure("other", "node-loss", new Action.Cordon(Scene.node(2)), true, null));

        world.assertRefused(GuardWorld.drain(1), "OneFailureDomainAtATime", "another node");
        world.assertRefused(
                Scene.plan("r", 1, new Action.Cordon(Scene.node(1)), new Action.Cordon(Scene.node(3))),
                "OneFailureDomainAtATime",
                "several nodes");
    }

    @Test
    void nothingIsShrunkWhileItSuffers() {
        world.assertRefused(
                Scene.plan("r", 1, new Action.Scale(CART, 3, 2)), "NoShrinkDuringIncident", "while incident inc-1");

        world.put(Scene.state(ORDERS, 3, 3, Autonomy.AUTO));
        world.assertAllowed(Scene.plan("r", 1, new Action.Scale(ORDERS, 3, 2)));
    }

    @Test
    void oneRunbookDoesNotCureOneTargetAgainWithinTheCoolDown() {
        world.cures.add(world.cureAt("inc-0", "bad-release", NOON.minusSeconds(299), Verdict.RECOVERED));
        world.assertRefused(GuardWorld.rollBack(), "AntiFlap", "299 s ago");

        world.cures.set(0, world.cureAt("inc-0", "bad-release", NOON.minusSeconds(300), Verdict.RECOVERED));
        world.assertAllowed(GuardWorld.rollBack());
        world.cures.set(0, world.cureAt("inc-0", "another", NOON.minusSeconds(10), Verdict.RECOVERED));
        world.assertAllowed(GuardWorld.rollBack());
        world.cures.set(0, world.cureAt(Scene.INCIDENT, "bad-release", NOON.minusSeconds(10), Verdict.NOT_RECOVERED));
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void threeFailedAttemptsWithinTheHourAreForAPerson() {
        for (int i = 0; i < 3; i++) {
            world.cures.add(world.cureAt(
                    "inc-" + (10 + i), "bad-release", NOON.minusSeconds(900 + i * 600), Verdict.NOT_RECOVERED));
        }
        world.assertRefused(GuardWorld.rollBack(), "CircuitBreaker", "failed here 3 times");

        world.approvedAt = NOON;
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void theWholePlatformHasABudgetOfCures() {
        for (int i = 1; i <= 3; i++) {
            Target elsewhere = Scene.workload("w" + i);
            world.put(Scene.state(elsewhere, 3, 3, Autonomy.AUTO));
            world.cures.add(world.cure(
                    "inc-" + (10 + i),
                    "r" + i,
                    new Action.RestartWorkload(elsewhere),
                    NOON.minusSeconds(i),
                    false,
                    Verdict.RECOVERED));
        }
        world.assertRefused(GuardWorld.rollBack(), "RecoveryBudget", "0.3 of 3 tokens left");

        // Ten seconds bring one token back.
        world.now = NOON.plusSeconds(8);
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void podsOfALostNodeCannotBeTakenAwayAgain() {
        world.nodes(6);
        List<PodState> bothOnOne = List.of(
                GuardWorld.podOn(CART, 1, "n1"), GuardWorld.podOn(CART, 2, "n1"), GuardWorld.podOn(CART, 3, "n2"));
        world.put(Scene.state(CART, 3, 3, 2, Autonomy.AUTO, bothOnOne));
        world.lose(1);

        world.assertAllowed(GuardWorld.drain(1));
    }
}
