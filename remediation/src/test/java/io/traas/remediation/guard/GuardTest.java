package io.traas.remediation.guard;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.FailureClass;
import io.traas.model.LedgerEntry.GuardCheck;
import io.traas.model.Lifecycle;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One way at least to break each invariant, and the border at which it holds. */
class GuardTest {

    private final GuardWorld world = new GuardWorld();

    @Test
    void aPlanInOrderIsAllowedAndEveryInvariantHasAnAnswer() {
        Guard.Word word = world.guard.check(GuardWorld.rollBack(), world.facts());

        assertThat(word.allowed()).as(word.describe()).isTrue();
        assertThat(word.checks())
                .extracting(GuardCheck::name)
                .containsExactlyElementsOf(Guard.standard(GuardLimits.defaults()).stream()
                        .map(Invariant::name)
                        .toList());
        assertThat(word.checks()).allSatisfy(check -> assertThat(check.detail()).isNotBlank());
    }

    @Test
    void aStoppedOrUnreadableSwitchRefuses() {
        world.stopSwitch = new SwitchState(SwitchState.Position.STOP, "ann", NOON, "freeze");
        world.assertRefused(GuardWorld.rollBack(), "AuthoritativeKillSwitch", "stopped by ann: freeze");

        world.stopSwitch = SwitchState.unreadable("no such ConfigMap");
        world.assertRefused(GuardWorld.rollBack(), "AuthoritativeKillSwitch", "cannot be read");
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

        Guard.Word word = world.guard.check(
                Scene.plan(Scene.INCIDENT, "bad-release", 1, plan, List.of(new Action.RollBack(CART, 2, 1))),
                world.facts());

        assertThat(word.allowed()).as(word.describe()).isEqualTo(allowed);
    }

    @Test
    void whatIsNotKnownHasNotOptedIn() {
        Target ghost = Scene.workload("ghost");

        world.assertRefused(Scene.plan("r", 1, new Action.RestartWorkload(ghost)), "Autonomy", "OBSERVE");
        world.assertRefused(
                Scene.plan("r", 1, new Action.RestartWorkload(ghost)), "NonEmptyExplicitTarget", "not known");
    }

    @Test
    void aNodeMayBeEmptiedWhenItsOptedInPodsAllowIt() {
        world.nodes(6);
        world.lose(1);
        world.assertAllowed(GuardWorld.drain(1));

        world.put(Scene.state(CART, 3, 3, Autonomy.APPROVE));
        world.assertRefused(GuardWorld.drain(1), "Autonomy", "APPROVE");

        world.put(Scene.state(CART, 3, 3, Autonomy.OBSERVE));
        world.put(Scene.state(ORDERS, 3, 3, Autonomy.OBSERVE));
        world.assertRefused(GuardWorld.drain(1), "Autonomy", "OBSERVE");
    }

    @ParameterizedTest
    @CsvSource({"kube-system", "kube-public", "kube-node-lease", "traas-system"})
    void protectedNamespacesAreNeverTouched(String namespace) {
        Target dns = Target.deployment("test", namespace, "dns");
        world.put(Scene.state(dns, 3, 3, Autonomy.AUTO));

        world.assertRefused(Scene.plan("r", 1, new Action.RestartWorkload(dns)), "ProtectedTargets", namespace);
    }

    @Test
    void aWorkloadAPersonWorksOnIsLeftAlone() {
        world.changes.add(GuardWorld.change(CART, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(299)));
        world.assertRefused(GuardWorld.rollBack(), "HumanAtWork", "changed test/shop/Deployment/cart 299 s ago");

        world.changes.set(0, GuardWorld.change(CART, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(300)));
        world.assertAllowed(GuardWorld.rollBack());
        world.changes.set(0, GuardWorld.change(CART, ChangeEvent.ActorType.PIPELINE, NOON.minusSeconds(10)));
        world.assertAllowed(GuardWorld.rollBack());
        world.changes.set(0, GuardWorld.change(ORDERS, ChangeEvent.ActorType.PERSON, NOON.minusSeconds(10)));
        world.assertAllowed(GuardWorld.rollBack());
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

        world.assertRefused(GuardWorld.rollBack(), "HumanAtWork", "paused");
    }

    @ParameterizedTest
    @CsvSource({"*", "all", "ALL", "cart-*", "any"})
    void wildcardsAreNoTargets(String name) {
        world.put(Scene.state(Scene.workload(name), 3, 3, Autonomy.AUTO));

        world.assertRefused(
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

        world.assertRefused(
                Scene.plan(Scene.INCIDENT, "r", 1, Autonomy.AUTO, steps), "NonEmptyExplicitTarget", "6 steps");
    }

    @Test
    void aLatePlanIsRefused() {
        world.now = NOON.plusSeconds(120);
        world.lastHeardAt = world.now;
        world.followedAt = world.now;
        world.assertAllowed(GuardWorld.rollBack());

        world.now = NOON.plusSeconds(121);
        world.assertRefused(GuardWorld.rollBack(), "FreshPlanFence", "too late");
    }

    @Test
    void anApprovedPlanHasItsSpanFromTheApproval() {
        world.approvedAt = NOON.plusSeconds(500);
        world.now = NOON.plusSeconds(600);
        world.lastHeardAt = world.now;
        world.followedAt = world.now;
        world.assertAllowed(GuardWorld.rollBack());

        world.now = NOON.plusSeconds(621);
        world.lastHeardAt = world.now;
        world.followedAt = world.now;
        world.assertRefused(GuardWorld.rollBack(), "FreshPlanFence", "too late");
    }

    @Test
    void whatHasMovedSinceTheDecisionIsLeftAlone() {
        TargetState s = Scene.state(CART, 3, 3, Autonomy.AUTO);
        world.put(Scene.state(CART, 3, 3, 3, Autonomy.AUTO, s.pods()));
        world.assertRefused(GuardWorld.rollBack(), "FreshPlanFence", "moved from revision 2 to 3");

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
        world.assertRefused(GuardWorld.rollBack(), "FreshPlanFence", "another object");
    }

    @Test
    void aResolvedIncidentNeedsNoCure() {
        world.open.clear();

        world.assertRefused(GuardWorld.rollBack(), "FreshPlanFence", "no longer needed");
    }

    @Test
    void thinEvidenceRefuses() {
        world.incident(FailureClass.ERRORS, 0.59);
        world.assertRefused(GuardWorld.rollBack(), "CompletenessGate", "59 % complete");
        world.incident(FailureClass.ERRORS, 0.6);
        world.assertAllowed(GuardWorld.rollBack());
    }

    @Test
    void whereSilenceIsTheFaultTheSilentAreNotMissedButTheOthersAre() {
        world.incident(FailureClass.UNRESPONSIVE, 0.5, Scene.silence(Scene.pod(CART, 1), CART));
        world.assertAllowed(GuardWorld.deletePod(1));

        world.scrapesAnswered = 0.5;
        world.assertRefused(GuardWorld.deletePod(1), "MonitorIsWell", "50 % of the pods outside");
        world.scrapesAnswered = Double.NaN;
        world.assertAllowed(GuardWorld.deletePod(1));
    }

    @Test
    void aPlatformThatIsHalfBlindDoesNothingWhateverTheIncidentSays() {
        world.open.add(Scene.incident("in-blind", Lifecycle.OPENED, CART, FailureClass.OBSERVER, 0.5, List.of()));

        world.assertRefused(GuardWorld.rollBack(), "MonitorIsWell", "half blind, incident in-blind is open");
    }

    @Test
    void aPlatformThatHearsNothingDoesNothing() {
        world.lastHeardAt = NOON.minusSeconds(61);
        world.assertRefused(GuardWorld.rollBack(), "MonitorIsWell", "for 61 s");
        world.lastHeardAt = null;
        world.assertRefused(GuardWorld.rollBack(), "MonitorIsWell", "yet");
    }

    /** Scrapes and heartbeats go on while the API server is away from the collectors. */
    @Test
    void aPlatformThatHearsButNoLongerFollowsTheClusterDoesNothing() {
        world.followedAt = NOON.minusSeconds(60);
        world.assertAllowed(GuardWorld.rollBack());
        world.followedAt = NOON.minusSeconds(61);
        world.assertRefused(GuardWorld.rollBack(), "MonitorIsWell", "is from 2026-03-01T11:58:59Z, 61 s ago");
        world.followedAt = null;
        world.assertRefused(GuardWorld.rollBack(), "MonitorIsWell", "no collectors have said yet");
    }

    @Test
    void anInvariantThatFailsRefuses() {
        Invariant bug = (plan, footprint, facts) -> {
            throw new IllegalStateException("bug");
        };
        world.guard = new Guard(List.of(bug), Duration.ofSeconds(1), () -> 0);
        world.assertRefused(GuardWorld.rollBack(), Refusal.GUARD_FAILED);

        world.guard = new Guard(List.of(), Duration.ofSeconds(1), () -> 0);
        assertThat(world.ask(GuardWorld.rollBack()).allowed()).isFalse();
    }

    @Test
    void whatIsProtectedIsNotSweptEither() {
        assertThat(GuardLimits.defaults().borders().unprotected(Set.of("shop", "kube-system")))
                .containsExactly("shop");
    }
}
