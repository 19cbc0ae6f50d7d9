package io.traas.remediation.guard;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.ScalingAction;
import io.traas.model.TaintAction;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.testing.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.statistics.Statistics;

/** What holds for any plan in any situation. */
class GuardProperties {

    private static final GuardLimits LIMITS = GuardLimits.defaults();
    private final Guard guard = new Guard(LIMITS, () -> 0);

    /** @param ageSeconds of earlier cures of the same workload */
    record Case(
            Action action,
            int desired,
            int ready,
            Autonomy namespace,
            Autonomy ceiling,
            Autonomy plan,
            boolean approved,
            SwitchState.Position position,
            int inFlight,
            int ageSeconds,
            double completeness,
            int secondsLate) {

        Facts facts() {
            TargetState state = Scene.state(CART, desired, Math.min(ready, desired), namespace);
            Incident incident = Scene.incident(
                    Scene.INCIDENT, Lifecycle.OPENED, CART, FailureClass.ERRORS, completeness, List.of());
            List<PastCure> cures = new ArrayList<>();
            for (int i = 0; i < inFlight; i++) {
                Footprint footprint = new Footprint(
                        Set.of(CART),
                        Set.of(CART),
                        List.of(new Footprint.Draw(CART, "", "", 1)),
                        Set.of(),
                        Map.of(),
                        Set.of());
                cures.add(new PastCure(
                        "p" + i,
                        "other-" + i,
                        "other",
                        1,
                        FailureClass.LATENCY,
                        footprint,
                        NOON.minusSeconds(ageSeconds),
                        NOON.minusSeconds(ageSeconds),
                        i % 2 == 0,
                        null));
            }
            DecisionFacts decided = new DecisionFacts(NOON, incident, List.of(), List.of(state), List.of());
            SwitchState stopSwitch = new SwitchState(position, "", null, "");
            return new Facts(
                    NOON.plusSeconds(secondsLate),
                    ceiling,
                    stopSwitch,
                    approved ? NOON : null,
                    decided,
                    Inventory.of(List.of(state)),
                    List.of(incident),
                    List.of(),
                    cures,
                    List.of(),
                    new Facts.Sight(
                            NOON.plusSeconds(secondsLate),
                            Map.of(CART.cluster(), NOON.plusSeconds(secondsLate)),
                            Double.NaN,
                            null));
        }

        RemediationPlan remediation() {
            return Scene.plan(Scene.INCIDENT, "runbook", 1, plan, List.of(action));
        }
    }

    @Property(tries = 500)
    void everyAnswerIsGivenAndTheSameQuestionHasTheSameAnswer(@ForAll("cases") Case any) {
        Guard.Word word = guard.check(any.remediation(), any.facts());

        assertThat(word).isEqualTo(guard.check(any.remediation(), any.facts()));
        assertThat(word.checks()).hasSize(28);
        assertThat(word.describe()).doesNotContain("GuardFailsClosed");
        assertThat(word.allowed()).isEqualTo(word.refusals().isEmpty());
        Statistics.collect(word.allowed());
        Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 2));
    }

    @Property(tries = 500)
    void whatIsAllowedWasPermittedByEverybodyAndFresh(@ForAll("cases") Case any) {
        if (!guard.check(any.remediation(), any.facts()).allowed()) {
            return;
        }
        Autonomy lowest = any.namespace().lower(any.ceiling()).lower(any.plan());
        assertThat(any.position()).isEqualTo(SwitchState.Position.RUN);
        assertThat(lowest).isGreaterThanOrEqualTo(any.approved() ? Autonomy.APPROVE : Autonomy.AUTO);
        assertThat(any.secondsLate()).isLessThanOrEqualTo(120);
        assertThat(any.completeness()).isGreaterThanOrEqualTo(LIMITS.sight().minCompleteness());
    }

    @Property(tries = 500)
    void whatIsAllowedStaysWithinTheCapTogetherWithWhatIsUnderWay(@ForAll("cases") Case any) {
        Facts facts = any.facts();
        if (!guard.check(any.remediation(), facts).allowed()) {
            return;
        }
        int underWay = (int) facts.cures().stream().filter(PastCure::inFlight).count();
        int taken = Footprint.of(List.of(any.action()), facts.inventory(), facts.incident())
                .replicasTaken()
                .getOrDefault(CART, 0);
        // A roll-out begins with what is lost already, and what an undone change lost is why it is undone.
        boolean rolls =
                any.action() instanceof Action.RestartWorkload || any.action() instanceof ScalingAction.SetLimit;
        boolean spared = rolls && any.ready() < any.desired();
        int lost = any.action() instanceof Action.RollBack ? 0 : any.desired() - Math.min(any.ready(), any.desired());
        if (taken > 0 && !spared) {
            assertThat(taken + underWay + lost).isLessThanOrEqualTo(Math.max(1, any.desired() / 5));
        }
    }

    @Property(tries = 200)
    void stoppingNeverAllowsMore(@ForAll("cases") Case any, @ForAll @IntRange(min = 0, max = 1) int how) {
        SwitchState.Position position = List.of(SwitchState.Position.STOP, SwitchState.Position.UNREADABLE)
                .get(how);
        Case stopped = new Case(
                any.action(),
                any.desired(),
                any.ready(),
                any.namespace(),
                any.ceiling(),
                any.plan(),
                any.approved(),
                position,
                any.inFlight(),
                any.ageSeconds(),
                any.completeness(),
                any.secondsLate());

        assertThat(guard.check(stopped.remediation(), stopped.facts()).allowed())
                .isFalse();
    }

    @Property(tries = 200)
    void aFootprintNeverTakesMoreThanServes(
            @ForAll @IntRange(min = 1, max = 12) int desired, @ForAll @IntRange(max = 12) int ready) {
        TargetState state = Scene.state(CART, desired, Math.min(ready, desired), Autonomy.AUTO);
        List<Action> all = new ArrayList<>();
        for (int i = 1; i <= desired; i++) {
            all.add(new Action.DeletePod(Scene.pod(CART, i), ""));
        }
        Incident incident = Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS);

        assertThat(Footprint.of(all, Inventory.of(List.of(state)), incident)
                        .replicasTaken()
                        .get(CART))
                .isEqualTo(Math.min(ready, desired));
    }

    @Provide
    Arbitrary<Case> cases() {
        Arbitrary<Action> actions = Arbitraries.of(
                new Action.RestartWorkload(CART),
                new Action.RollBack(CART, 2, 1),
                new Action.Scale(CART, 3, 4),
                new Action.Scale(CART, 4, 2),
                new ScalingAction.SetAutoscalerBounds(CART, "scaler", 2, 4, 3, 6, 0),
                new ScalingAction.SetLimit(CART, "main", ScalingAction.Resource.MEMORY, "1Gi", "2Gi"),
                new TaintAction.AddTaint(
                        Scene.node(1), TaintAction.OUT_OF_SERVICE, "", TaintAction.Effect.NO_EXECUTE, 0),
                new Action.DeletePod(Scene.pod(CART, 1), ""),
                new Action.EvictPod(Scene.pod(CART, 2), ""),
                new Action.QuarantinePod(Target.pod("test", "shop", "nobody"), ""));
        Arbitrary<Integer> desired = Arbitraries.integers().between(1, 12);
        Arbitrary<Integer> ready = Arbitraries.integers().between(0, 12);
        // Mostly willing, so that a good part of the cases gets past the levels.
        Arbitrary<Autonomy> level = Arbitraries.frequency(
                Tuple.of(8, Autonomy.AUTO), Tuple.of(2, Autonomy.APPROVE), Tuple.of(1, Autonomy.OBSERVE));
        Arbitrary<SwitchState.Position> position = Arbitraries.frequency(
                Tuple.of(8, SwitchState.Position.RUN),
                Tuple.of(1, SwitchState.Position.STOP),
                Tuple.of(1, SwitchState.Position.UNREADABLE));
        Arbitrary<int[]> numbers = Combinators.combine(
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.integers().between(0, 150))
                .as((inFlight, age, late) -> new int[] {inFlight, age, late});
        return Combinators.combine(
                        actions,
                        Combinators.combine(desired, ready).as((d, r) -> new int[] {d, r}),
                        Combinators.combine(level, level, level).as((n, c, p) -> new Autonomy[] {n, c, p}),
                        Arbitraries.of(true, false),
                        position,
                        numbers,
                        Arbitraries.of(1.0, 0.9, 0.6, 0.59, 0.1))
                .as((action, size, levels, approved, at, n, completeness) -> new Case(
                        action,
                        size[0],
                        size[1],
                        levels[0],
                        levels[1],
                        levels[2],
                        approved,
                        at,
                        n[0],
                        n[1],
                        completeness,
                        n[2]));
    }
}
