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
import io.traas.model.LedgerEntry.GuardCheck;
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
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One way at least to break each invariant, and the border at which it holds. */
class GuardTest {

    private final Guard guard = new Guard(GuardLimits.defaults());
    private final World world = new World();

    @Test
    void aPlanInOrderIsAllowedAndEveryInvariantHasAnAnswer() {
        Guard.Word word = guard.check(rollBack(), world.facts());

        assertThat(word.allowed()).as(word.describe()).isTrue();
        assertThat(word.checks())
                .extracting(GuardCheck::name)
                .containsExactly(
                        "AuthoritativeKillSwitch",
                        "Autonomy",
                        "ProtectedNamespaces",
                        "HumanAtWork",
                        "NonEmptyExplicitTarget",
                        "FreshPlanFence",
                        "CompletenessGate",
                        "BlastRadiusCap",
                        "CorrelatedFailureStop",
                        "OneFailureDomainAtATime",
                        "NoShrinkDuringIncident",
                        "AntiFlap",
                        "RecoveryBudget");
        assertThat(word.checks()).allSatisfy(check -> assertThat(check.detail()).isNotBlank());
    }

    @Test
    void aStoppedOrUnreadableSwitchRefuses() {
        world.stopSwitch = new SwitchState(SwitchState.Position.STOP, "ann", NOON, "freeze");
        assertRefused(rollBack(), "AuthoritativeKillSwitch", "stopped by ann: freeze");

        world.stopSwitch = SwitchState.unreadable("no such ConfigMap");
        assertRefused(rollBack(), "AuthoritativeKillSwitch", "cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "AUTO, AUTO, AUTO, false, true",
        "APPROVE, AUTO, AUTO, false, false",
        "APPROVE, AUTO, AUTO, true, true",
        "AUTO, APPROVE, AUTO, true, true",
        "AUTO, AUTO, APPROVE, true, true",
        "AUTO, AUTO, SUGGEST, true, false",
        "SUGGEST, AUTO, AUTO, true, false",
        "AUTO, OBSERVE, AUTO, true, false",
        "OBSERVE, AUTO, AUTO, true, false",
        "AUTO, AUTO, OBSERVE, false, false"
    })
    void theLowestLevelOfPlanPlatformAndNamespaceCounts(
            Autonomy plan, Autonomy platform, Autonomy namespace, boolean approved, boolean allowed) {
        world.ceiling = platform;
        world.approvedAt = approved ? NOON : null;
        world.put(Scene.state(CART, 3, 3, namespace));

        Guard.Word word = guard.check(
                Scene.plan(Scene.INCIDENT, "bad-release", 1, plan, List.of(new Action.RollBack(CART, 2, 1))),
                world.facts());

        assertThat(word.allowed()).as(word.describe()).isEqualTo(allowed);
    }

    @Test
    void whatIsNotKnownHasNotOptedIn() {
        Target ghost = Scene.workload("ghost");

        assertRefused(Scene.plan("r", 1, new Action.RestartWorkload(ghost)), "Autonomy", "OBSERVE");
        assertRefused(Scene.plan("r", 1, new Action.RestartWorkload(ghost)), "NonEmptyExplicitTarget", "not known");
    }

    @Test
    void aNodeMayBeEmptiedWhenItsOptedInPodsAllowIt() {
        world.nodes(6);
        assertAllowed(drain(1));

        world.put(Scene.state(CART, 3, 3, Autonomy.APPROVE));
        assertRefused(drain(1), "Autonomy", "APPROVE");

        world.put(Scene.state(CART, 3, 3, Autonomy.OBSERVE));
        world.put(Scene.state(ORDERS, 3, 3, Autonomy.OBSERVE));
        assertRefused(drain(1), "Autonomy", "OBSERVE");
    }

    @ParameterizedTest
    @CsvSource({"kube-system", "kube-public", "kube-node-lease", "traas-system"})
    void protectedNamespacesAreNeverTouched(String namespace) {
        Target dns = Target.deployment("test", namespace, "dns");
        world.put(Scene.state(dns, 3, 3, Autonomy.AUTO));

        assertRefused(Scene.plan("r", 1, new Action.RestartWorkload(dns)), "ProtectedNamespaces", namespace);
    }

    @Test
    void aWorkloadAPersonWorksOnIsLeftAlone() {
        world.changes.add(change(CART, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(299)));
        assertRefused(rollBack(), "HumanAtWork", "changed test/shop/Deployment/cart 299 s ago");

        world.changes.set(0, change(CART, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(300)));
        assertAllowed(rollBack());
        world.changes.set(0, change(CART, ChangeEvent.ActorType.PIPELINE, NOON.minusSeconds(10)));
        assertAllowed(rollBack());
        world.changes.set(0, change(ORDERS, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(10)));
        assertAllowed(rollBack());
    }

    @Test
    void aPausedRollOutIsAPersonAtWork() {
        TargetState s = Scene.state(CART, 3, 3, Autonomy.AUTO);
        world.put(new TargetState(
                s.target(),
                s.uid(),
                s.observedAt(),
                false,
                3,
                3,
                2,
                1,
                false,
                true,
                false,
                false,
                6,
                1,
                s.autonomy(),
                "",
                List.of(),
                s.pods()));

        assertRefused(rollBack(), "HumanAtWork", "paused");
    }

    @ParameterizedTest
    @CsvSource({"*", "all", "ALL", "cart-*", "any"})
    void wildcardsAreNoTargets(String name) {
        world.put(Scene.state(Scene.workload(name), 3, 3, Autonomy.AUTO));

        assertRefused(
                Scene.plan("r", 1, new Action.RestartWorkload(Scene.workload(name))),
                "NonEmptyExplicitTarget",
                "not one explicit target");
    }

    @Test
    void aPlanOfTooManyStepsIsRefused() {
        List<Action> steps = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            steps.add(new Action.Cordon(Scene.node(1)));
        }
        world.nodes(6);

        assertRefused(Scene.plan(Scene.INCIDENT, "r", 1, Autonomy.AUTO, steps), "NonEmptyExplicitTarget", "6 steps");
    }

    @Test
    void aLatePlanIsRefused() {
        world.now = NOON.plusSeconds(120);
        world.lastHeardAt = world.now;
        assertAllowed(rollBack());

        world.now = NOON.plusSeconds(121);
        assertRefused(rollBack(), "FreshPlanFence", "too late");
    }

    @Test
    void anApprovedPlanHasItsSpanFromTheApproval() {
        world.approvedAt = NOON.plusSeconds(500);
        world.now = NOON.plusSeconds(600);
        world.lastHeardAt = world.now;
        assertAllowed(rollBack());

        world.now = NOON.plusSeconds(621);
        world.lastHeardAt = world.now;
        assertRefused(rollBack(), "FreshPlanFence", "too late");
    }

    @Test
    void whatHasMovedSinceTheDecisionIsLeftAlone() {
        TargetState s = Scene.state(CART, 3, 3, Autonomy.AUTO);
        world.put(Scene.state(CART, 3, 3, 3, Autonomy.AUTO, s.pods()));
        assertRefused(rollBack(), "FreshPlanFence", "moved from revision 2 to 3");

        world.put(new TargetState(
                s.target(),
                "reborn",
                s.observedAt(),
                false,
                3,
                3,
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
                List.of(),
                s.pods()));
        assertRefused(rollBack(), "FreshPlanFence", "another object");
    }

    @Test
    void aResolvedIncidentNeedsNoCure() {
        world.open.clear();

        assertRefused(rollBack(), "FreshPlanFence", "no longer needed");
    }

    @Test
    void thinEvidenceRefuses() {
        world.incident(FailureClass.ERRORS, 0.59);
        assertRefused(rollBack(), "CompletenessGate", "59 % complete");
        world.incident(FailureClass.ERRORS, 0.6);
        assertAllowed(rollBack());
    }

    @Test
    void whereSilenceIsTheFaultTheSilentAreNotMissedButTheOthersAre() {
        world.incident(FailureClass.UNRESPONSIVE, 0.5, Scene.silence(Scene.pod(CART, 1), CART));
        assertAllowed(deletePod(1));

        world.scrapesAnswered = 0.5;
        assertRefused(deletePod(1), "CompletenessGate", "50 % of the pods outside");
        world.scrapesAnswered = Double.NaN;
        assertAllowed(deletePod(1));
    }

    @Test
    void aPlatformThatHearsNothingDoesNothing() {
        world.lastHeardAt = NOON.minusSeconds(61);
        assertRefused(rollBack(), "CompletenessGate", "for 61 s");
        world.lastHeardAt = null;
        assertRefused(rollBack(), "CompletenessGate", "yet");
    }

    @ParameterizedTest
    @CsvSource({"3, 1, true", "3, 2, false", "10, 2, true", "10, 3, false", "1, 1, true"})
    void noMoreReplicasAreTakenThanTheCapAllows(int desired, int restartsInFlight, boolean allowed) {
        world.put(Scene.state(CART, desired, desired, Autonomy.AUTO));
        for (int i = 1; i < restartsInFlight; i++) {
            world.cures.add(cure("other-" + i, "another-runbook", new Action.RestartWorkload(CART), true, null));
        }

        Guard.Word word = guard.check(Scene.plan("r", 1, new Action.RestartWorkload(CART)), world.facts());

        assertThat(word.allowed()).as(word.describe()).isEqualTo(allowed);
    }

    @Test
    void aCureThatProvedItselfHasGivenTheReplicasBack() {
        PastCure unproven = cure("inc-0", "another", new Action.RestartWorkload(CART), false, Verdict.NOT_RECOVERED);
        world.cures.add(unproven);
        assertRefused(rollBack(), "BlastRadiusCap", "1 more replicas on top of 1");

        world.cures.set(0, cure("inc-0", "another", new Action.RestartWorkload(CART), false, Verdict.RECOVERED));
        assertAllowed(rollBack());
        // An earlier rung of the same incident is why this plan exists.
        world.cures.set(
                0, cure(Scene.INCIDENT, "another", new Action.RestartWorkload(CART), false, Verdict.NOT_RECOVERED));
        assertAllowed(rollBack());
    }

    @Test
    void theLastServingReplicaIsNotTakenAway() {
        world.put(Scene.state(CART, 1, 1, Autonomy.AUTO));
        assertRefused(deletePod(1), "BlastRadiusCap", "without a ready replica");

        world.put(Scene.state(CART, 2, 1, Autonomy.AUTO));
        assertRefused(deletePod(1), "BlastRadiusCap", "without a ready replica");
        // One that serves nobody can go.
        assertAllowed(deletePod(2));
    }

    @Test
    void aReplicaThatIsSilentCannotBeTakenAwayAgain() {
        world.put(Scene.state(CART, 1, 1, Autonomy.AUTO));
        world.incident(FailureClass.UNRESPONSIVE, 1, Scene.silence(Scene.pod(CART, 1), CART));

        assertAllowed(deletePod(1));
    }

    @Test
    void scalingStaysBelowTheMaximumOfTheWorkload() {
        assertAllowed(Scene.plan("r", 1, new Action.Scale(CART, 3, 6)));
        assertRefused(Scene.plan("r", 1, new Action.Scale(CART, 3, 7)), "BlastRadiusCap", "above the 6 replicas");
    }

    @Test
    void singlePodsAreNotCuredWhenManyOfTheirPeersAreIll() {
        world.put(Scene.state(CART, 5, 3, Autonomy.AUTO));
        assertAllowed(deletePod(5));

        world.put(Scene.state(CART, 5, 2, Autonomy.AUTO));
        assertRefused(deletePod(5), "CorrelatedFailureStop", "3 of 5 pods");
        // Undoing a change is the cure for all of them at once.
        assertAllowed(rollBack());
    }

    @Test
    void oneIllPodOfTwoMayAlwaysBeCured() {
        world.put(Scene.state(CART, 2, 1, Autonomy.AUTO));

        assertAllowed(deletePod(2));
    }

    @Test
    void whenEverythingLooksDeadTheObserverIs() {
        for (int i = 0; i < 3; i++) {
            world.put(Scene.state(Scene.workload("w" + i), 3, 0, Autonomy.AUTO));
        }
        world.put(Scene.state(CART, 3, 0, Autonomy.AUTO));
        world.put(Scene.state(ORDERS, 3, 0, Autonomy.AUTO));

        assertRefused(rollBack(), "CorrelatedFailureStop", "the observer is");
    }

    @Test
    void restartsStopWhenTooManyWorkloadsOfTheNamespaceAreDown() {
        for (int i = 0; i < 3; i++) {
            world.put(Scene.state(Scene.workload("w" + i), 3, i == 0 ? 3 : 0, Autonomy.AUTO));
        }
        world.put(Scene.state(CART, 3, 0, Autonomy.AUTO));

        assertRefused(
                Scene.plan("r", 1, new Action.RestartWorkload(CART)), "CorrelatedFailureStop", "3 of 5 workloads");
    }

    @Test
    void nodesAreNotEmptiedWhenManyOfThemAreLost() {
        world.nodes(6);
        world.put(Scene.nodeState(1, false));
        world.put(Scene.nodeState(2, false));
        assertAllowed(drain(1));

        world.put(Scene.nodeState(3, false));
        assertRefused(drain(1), "CorrelatedFailureStop", "3 of 6 nodes");
    }

    @Test
    void onlyOneNodeIsActedOnAtATime() {
        world.nodes(6);
        world.cures.add(cure("other", "node-loss", new Action.Cordon(Scene.node(2)), true, null));

        assertRefused(drain(1), "OneFailureDomainAtATime", "another node");
        assertRefused(
                Scene.plan("r", 1, new Action.Cordon(Scene.node(1)), new Action.Cordon(Scene.node(3))),
                "OneFailureDomainAtATime",
                "several nodes");
    }

    @Test
    void nothingIsShrunkWhileItSuffers() {
        assertRefused(
                Scene.plan("r", 1, new Action.Scale(CART, 3, 2)), "NoShrinkDuringIncident", "while incident inc-1");

        world.put(Scene.state(ORDERS, 3, 3, Autonomy.AUTO));
        assertAllowed(Scene.plan("r", 1, new Action.Scale(ORDERS, 3, 2)));
    }

    @Test
    void oneRunbookDoesNotCureOneTargetAgainWithinTheCoolDown() {
        world.cures.add(cureAt("inc-0", "bad-release", NOON.minusSeconds(299), Verdict.RECOVERED));
        assertRefused(rollBack(), "AntiFlap", "299 s ago");

        world.cures.set(0, cureAt("inc-0", "bad-release", NOON.minusSeconds(300), Verdict.RECOVERED));
        assertAllowed(rollBack());
        world.cures.set(0, cureAt("inc-0", "another", NOON.minusSeconds(10), Verdict.RECOVERED));
        assertAllowed(rollBack());
        world.cures.set(0, cureAt(Scene.INCIDENT, "bad-release", NOON.minusSeconds(10), Verdict.NOT_RECOVERED));
        assertAllowed(rollBack());
    }

    @Test
    void threeFailedAttemptsWithinTheHourAreForAPerson() {
        for (int i = 0; i < 3; i++) {
            world.cures.add(
                    cureAt("inc-" + (10 + i), "bad-release", NOON.minusSeconds(900 + i * 600), Verdict.NOT_RECOVERED));
        }
        assertRefused(rollBack(), "AntiFlap", "failed here 3 times");

        world.approvedAt = NOON;
        assertAllowed(rollBack());
    }

    @Test
    void theWholePlatformHasABudgetOfCuresAMinute() {
        for (int i = 0; i < 6; i++) {
            Target elsewhere = Scene.workload("w" + i);
            world.cures.add(new PastCure(
                    "p" + i,
                    "inc-" + (10 + i),
                    "r" + i,
                    new Footprint(Set.of(elsewhere), Set.of(elsewhere), Map.of(), Set.of()),
                    NOON.minusSeconds(i * 10),
                    false,
                    Verdict.RECOVERED));
        }
        assertRefused(rollBack(), "RecoveryBudget", "6 cures in the last minute");

        world.cures.remove(5);
        assertAllowed(rollBack());
    }

    @Test
    void anInvariantThatFailsRefuses() {
        Guard broken = new Guard(Map.of("Broken", (plan, footprint, facts) -> {
            throw new IllegalStateException("bug");
        }));

        Guard.Word word = broken.check(rollBack(), world.facts());

        assertThat(word.allowed()).isFalse();
        assertThat(word.describe()).contains("GuardFailsClosed").contains("bug");
        assertThat(new Guard(Map.of()).check(rollBack(), world.facts()).allowed())
                .isFalse();
    }

    private void assertAllowed(RemediationPlan plan) {
        Guard.Word word = guard.check(plan, world.facts());
        assertThat(word.allowed()).as(word.describe()).isTrue();
    }

    private void assertRefused(RemediationPlan plan, String invariant, String detail) {
        Guard.Word word = guard.check(plan, world.facts());
        assertThat(word.allowed()).isFalse();
        assertThat(word.refusals())
                .as(word.describe())
                .anyMatch(check ->
                        check.name().equals(invariant) && check.detail().contains(detail));
    }

    private static RemediationPlan rollBack() {
        return Scene.plan("bad-release", 1, new Action.RollBack(CART, 2, 1));
    }

    private static RemediationPlan deletePod(int number) {
        return Scene.plan("hung", 1, new Action.DeletePod(Scene.pod(CART, number), ""));
    }

    private static RemediationPlan drain(int node) {
        return Scene.plan("node-loss", 1, new Action.Cordon(Scene.node(node)), new Action.Drain(Scene.node(node)));
    }

    private PastCure cureAt(String incident, String runbook, Instant at, Verdict verdict) {
        PastCure cure = cure(incident, runbook, new Action.RollBack(CART, 2, 1), false, verdict);
        return new PastCure(cure.planId(), incident, runbook, cure.footprint(), at, false, verdict);
    }

    private PastCure cure(String incident, String runbook, Action action, boolean inFlight, Verdict verdict) {
        Footprint footprint = Footprint.of(List.of(action), world.targets.values(), world.incident);
        return new PastCure(
                "plan-" + incident + runbook, incident, runbook, footprint, NOON.minusSeconds(20), inFlight, verdict);
    }

    private static ChangeEvent change(Target target, ChangeEvent.ActorType actor, Instant at) {
        return new ChangeEvent("c", target, ChangeEvent.Kind.OTHER, at, "kubectl", actor, "", "", "edited");
    }

    /** Facts that break nothing, to be spoiled one at a time. */
    static final class World {
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

        World() {
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
            incident = Scene.incident(
                    Scene.INCIDENT, Lifecycle.OPENED, CART, failureClass, completeness, List.of(evidence));
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
    }

    @Test
    void podsOfALostNodeCannotBeTakenAwayAgain() {
        world.nodes(6);
        List<PodState> bothOnOne = List.of(podOn(CART, 1, "n1"), podOn(CART, 2, "n1"), podOn(CART, 3, "n2"));
        world.put(Scene.state(CART, 3, 3, 2, Autonomy.AUTO, bothOnOne));
        world.incident = Scene.incident(
                Lifecycle.OPENED,
                Scene.node(1),
                FailureClass.NODE_LOSS,
                Scene.anomaly(Scene.pod(CART, 1), CART, "up", AnomalyKind.NO_DATA, FailureClass.NODE_LOSS, 0));
        world.open.clear();
        world.open.add(world.incident);

        assertAllowed(drain(1));
    }

    private static PodState podOn(Target workload, int number, String node) {
        PodState pod = Scene.podState(workload, number, true);
        return new PodState(pod.name(), pod.uid(), node, "z1", "Running", true, false, 0, "", 2, pod.startedAt());
    }
}
