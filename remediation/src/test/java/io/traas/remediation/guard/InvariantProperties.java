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
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.BeforeTry;

/** One property for each invariant: when exactly it holds, said another way than its code says it. */
class InvariantProperties {

    private static final GuardLimits LIMITS = GuardLimits.defaults();
    private static final RemediationPlan RESTART = Scene.plan("restart", 1, new Action.RestartWorkload(CART));

    private GuardWorld world;

    @BeforeTry
    void newWorld() {
        world = new GuardWorld();
    }

    /** INV-01 */
    @Property(tries = 200)
    void nonEmptyExplicitTarget(@ForAll @StringLength(min = 1, max = 8) String name, @ForAll boolean known) {
        if (name.isBlank()) {
            return;
        }
        Target target = Scene.workload(name);
        if (known) {
            world.put(Scene.state(target, 3, 3, Autonomy.AUTO));
        }
        boolean wild = name.contains("*")
                || name.contains("?")
                || Set.of("all", "any", "-").contains(name.toLowerCase(Locale.ROOT));

        assertThat(world.holds("NonEmptyExplicitTarget", Scene.plan("r", 1, new Action.RestartWorkload(target))))
                .isEqualTo(known && !wild);
    }

    /** INV-03 */
    @Property(tries = 200)
    void correlatedFailureStop(@ForAll @IntRange(min = 2, max = 20) int pods, @ForAll @IntRange(max = 20) int ready) {
        world.put(Scene.state(CART, pods, Math.min(pods, ready), Autonomy.AUTO));
        int bad = pods - Math.min(pods, ready);

        assertThat(world.holds("CorrelatedFailureStop", GuardWorld.deletePod(pods)))
                .isEqualTo(bad <= 1 || bad * 10 <= pods * 4);
    }

    /** INV-04 */
    @Property
    void multiObserverConfirm(
            @ForAll boolean silent, @ForAll boolean unready, @ForAll boolean caller, @ForAll boolean peers) {
        List<Anomaly> evidence = new ArrayList<>();
        if (silent) {
            evidence.add(Scene.silence(Scene.pod(CART, 1), CART));
        }
        if (caller) {
            evidence.add(Scene.errors(ORDERS, 0.5));
        }
        world.incident(FailureClass.UNRESPONSIVE, 1, evidence.toArray(new Anomaly[0]));
        world.put(Scene.state(CART, 1, unready ? 0 : 1, Autonomy.AUTO));
        world.scrapesAnswered = peers ? 1 : Double.NaN;
        int observers = (silent ? 1 : 0) + (unready ? 1 : 0) + (caller ? 1 : 0) + (peers ? 1 : 0);

        assertThat(world.holds("MultiObserverConfirm", GuardWorld.deletePod(1)))
                .isEqualTo((silent || unready) && observers >= 2);
    }

    /** INV-05 */
    @Property(tries = 200)
    void freshPlanFence(
            @ForAll @IntRange(max = 240) int age,
            @ForAll @IntRange(min = 1, max = 3) int revision,
            @ForAll boolean open) {
        world.now = NOON.plusSeconds(age);
        TargetState cart = Scene.state(CART, 3, 3, Autonomy.AUTO);
        world.put(Scene.state(CART, 3, 3, revision, Autonomy.AUTO, cart.pods()));
        if (!open) {
            world.open.clear();
        }

        assertThat(world.holds("FreshPlanFence", GuardWorld.rollBack())).isEqualTo(age <= 120 && revision == 2 && open);
    }

    /** INV-06 */
    @Property(tries = 200)
    void antiFlap(@ForAll @IntRange(max = 7) int failures, @ForAll @IntRange(min = 1, max = 4000) int age) {
        for (int i = 0; i < failures; i++) {
            world.cures.add(world.cureAt("old-" + i, "bad-release", NOON.minusSeconds(age + i), Verdict.NOT_RECOVERED));
        }
        long pause = Math.min(3600, 300L << failures);

        assertThat(world.holds("AntiFlap", GuardWorld.rollBack())).isEqualTo(failures == 0 || age >= pause);
    }

    /** S15 */
    @Property(tries = 200)
    void circuitBreaker(@ForAll @Size(max = 6) List<Verdict> newestFirst, @ForAll boolean here) {
        Target target = here ? CART : ORDERS;
        for (int i = 0; i < newestFirst.size(); i++) {
            world.cures.add(world.cure(
                    "old-" + i,
                    "bad-release",
                    new Action.RollBack(target, 2, 1),
                    NOON.minusSeconds(60L * (i + 1)),
                    false,
                    newestFirst.get(i)));
        }
        long inARow = newestFirst.stream()
                .takeWhile(verdict -> verdict == Verdict.NOT_RECOVERED
                        || verdict == Verdict.WORSE
                        || (here && verdict == Verdict.INCONCLUSIVE))
                .count();

        assertThat(world.holds("CircuitBreaker", GuardWorld.rollBack())).isEqualTo(inARow < 3);
    }

    /** INV-07 */
    @Property(tries = 100)
    void oneFailureDomainAtATime(@ForAll @IntRange(min = 1, max = 4) int ours, @ForAll @IntRange(max = 4) int theirs) {
        world.nodes(4);
        if (theirs > 0) {
            world.cures.add(world.cure("other", "r", new Action.Cordon(Scene.node(theirs)), true, null));
        }

        assertThat(world.holds("OneFailureDomainAtATime", Scene.plan("r", 1, new Action.Cordon(Scene.node(ours)))))
                .isEqualTo(theirs == 0 || theirs == ours);
    }

    /** INV-08 */
    @Property
    void authoritativeKillSwitch(@ForAll SwitchState.Position position, @ForAll boolean approved) {
        world.stopSwitch = new SwitchState(position, "ann", NOON, "");
        world.approvedAt = approved ? NOON : null;

        assertThat(world.ask(GuardWorld.rollBack()).allowed()).isEqualTo(position == SwitchState.Position.RUN);
    }

    /** INV-09 */
    @Property(tries = 200)
    void completenessGate(@ForAll @DoubleRange(min = 0, max = 1) double share, @ForAll FailureClass kind) {
        world.incident(kind, share);
        boolean silenceIsTheFault = kind == FailureClass.UNRESPONSIVE || kind == FailureClass.NODE_LOSS;

        assertThat(world.holds("CompletenessGate", GuardWorld.rollBack())).isEqualTo(silenceIsTheFault || share >= 0.6);
    }

    @Property(tries = 200)
    void monitorIsWell(
            @ForAll @DoubleRange(min = 0, max = 1) double answered,
            @ForAll @IntRange(max = 120) int silence,
            @ForAll @IntRange(max = 120) int frozen) {
        world.scrapesAnswered = answered;
        world.lastHeardAt = NOON.minusSeconds(silence);
        world.followedAt = NOON.minusSeconds(frozen);

        assertThat(world.holds("MonitorIsWell", GuardWorld.rollBack()))
                .isEqualTo(answered >= 0.6 && silence <= 60 && frozen <= 60);
    }

    /** INV-10 */
    @Property(tries = 100)
    void noShrinkDuringIncident(@ForAll @IntRange(min = 1, max = 9) int to, @ForAll boolean ill) {
        RemediationPlan scale = Scene.plan("r", 1, new Action.Scale(ill ? CART : ORDERS, 5, to));

        assertThat(world.holds("NoShrinkDuringIncident", scale)).isEqualTo(to >= 5 || !ill);
    }

    /** INV-10: what the same incident added goes back to exactly what it was, and nothing else does. */
    @Property(tries = 500)
    void noShrinkDuringIncidentButOfWhatItAdded(
            @ForAll @IntRange(min = 1, max = 4) int before,
            @ForAll @IntRange(min = 1, max = 5) int after,
            @ForAll @IntRange(min = 1, max = 5) int from,
            @ForAll @IntRange(min = 1, max = 5) int to,
            @ForAll boolean sameIncident,
            @ForAll boolean sameWorkload) {
        if (before == after || from == to) {
            return;
        }
        Action done = new Action.Scale(sameWorkload ? CART : ORDERS, before, after);
        world.toTakeBack.add(GuardWorld.intent(sameIncident ? Scene.INCIDENT : "other", done));
        boolean exact = sameIncident && sameWorkload && from == after && to == before;

        assertThat(world.holds("NoShrinkDuringIncident", Scene.plan("r", 1, new Action.Scale(CART, from, to))))
                .isEqualTo(to >= from || exact);
    }

    /** Taking back is behind every other question: what is stopped, protected or changed stays as it is. */
    @Property
    void takingBackPassesNothingElse(
            @ForAll SwitchState.Position position, @ForAll boolean ours, @ForAll boolean late) {
        world.toTakeBack.add(GuardWorld.intent(Scene.INCIDENT, new Action.Scale(CART, 3, 5)));
        world.put(GuardWorld.with(
                Scene.state(CART, 5, 5, Autonomy.AUTO), false, "", "", ours ? TargetState.PLATFORM : "", "", ""));
        world.stopSwitch = new SwitchState(position, "ann", NOON, "");
        world.now = late ? NOON.plusSeconds(121) : NOON;

        assertThat(world.ask(Scene.plan("r", 1, new Action.Scale(CART, 5, 3))).allowed())
                .isEqualTo(position == SwitchState.Position.RUN && !ours && !late);
    }

    /** INV-11 */
    @Property(tries = 200)
    void faultFollowsWorkload(@ForAll @IntRange(max = 4) int generations, @ForAll boolean sameTrouble) {
        Target pod = Scene.pod(CART, 1);
        world.incident(FailureClass.UNRESPONSIVE, 1, Scene.silence(pod, CART));
        Instant started = NOON.minusSeconds(3600);
        for (int i = 0; i < generations; i++) {
            world.put(startedAt(started));
            Instant cured = started.plusSeconds(300);
            PastCure cure = world.cure("old-" + i, "r" + i, new Action.DeletePod(pod, ""), cured, false, null);
            FailureClass trouble = sameTrouble ? FailureClass.UNRESPONSIVE : FailureClass.ERRORS;
            world.cures.add(new PastCure(
                    cure.planId(),
                    cure.incidentId(),
                    cure.runbook(),
                    1,
                    trouble,
                    cure.footprint(),
                    cured,
                    cured,
                    false,
                    Verdict.RECOVERED));
            started = cured.plusSeconds(10);
        }
        world.put(startedAt(started));

        assertThat(world.holds("FaultFollowsWorkload", GuardWorld.deletePod(1)))
                .isEqualTo(generations < 2 || !sameTrouble);
    }

    /** INV-12: whatever came before, no more pass within any time than the bucket and what flows into it. */
    @Property(tries = 100)
    void recoveryBudget(@ForAll @Size(min = 1, max = 60) List<@IntRange(max = 20) Integer> pauses) {
        List<Instant> passed = new ArrayList<>();
        world.now = NOON;
        for (int pause : pauses) {
            world.now = world.now.plusSeconds(pause);
            if (world.holds("RecoveryBudget", RESTART)) {
                passed.add(world.now);
                world.cures.add(world.cureAt("i" + passed.size(), "r", world.now, Verdict.RECOVERED));
            }
        }
        for (int i = 0; i < passed.size(); i++) {
            for (int j = i; j < passed.size(); j++) {
                long seconds = Duration.between(passed.get(i), passed.get(j)).toSeconds();
                assertThat(j - i + 1).isLessThanOrEqualTo((int) (3 + seconds * 6 / 60.0));
            }
        }
    }

    /** INV-21 */
    @Property(tries = 200)
    void failStatic(@ForAll @IntRange(min = -120, max = 120) int ahead, @ForAll @IntRange(max = 200) int sinceJump) {
        world.lastHeardAt = NOON.plusSeconds(ahead);
        world.clockJumpedAt = NOON.minusSeconds(sinceJump);

        assertThat(world.holds("FailStatic", GuardWorld.rollBack())).isEqualTo(ahead <= 30 && sinceJump >= 60);
    }

    /** INV-22 */
    @Property
    void reversibleFirst(@ForAll boolean serves, @ForAll boolean tried, @ForAll boolean approved) {
        world.put(Scene.state(CART, 3, serves ? 3 : 2, Autonomy.AUTO));
        world.approvedAt = approved ? NOON : null;
        if (tried) {
            world.cures.add(world.cureAt(Scene.INCIDENT, "other", NOON.minusSeconds(60), Verdict.NOT_RECOVERED));
        }

        assertThat(world.holds("ReversibleFirst", GuardWorld.deletePod(3))).isEqualTo(!serves || tried || approved);
    }

    /** INV-23: whichever invariant fails, and however the rest answer, nothing passes. */
    @Property(tries = 50)
    void guardFailsClosed(@ForAll @IntRange(max = 27) int broken) {
        List<Invariant> invariants = new ArrayList<>(Guard.standard(LIMITS));
        invariants.set(broken, (plan, footprint, facts) -> {
            throw new IllegalStateException("bug");
        });
        Guard.Word word = new Guard(invariants, LIMITS.patience(), () -> 0).check(GuardWorld.rollBack(), world.facts());

        assertThat(word.allowed()).isFalse();
        assertThat(word.refusals()).hasSize(1);
        assertThat(word.refusedFor(Refusal.GUARD_FAILED)).isTrue();
    }

    /** INV-18 */
    @Property
    void protectedTargets(@ForAll @IntRange(max = 4) int which, @ForAll boolean ours) {
        String namespace = List.of("shop", "kube-system", "traas-system", "kube-public", "other")
                .get(which);
        Target target = Target.deployment("test", namespace, "web");
        world.put(GuardWorld.with(
                Scene.state(target, 3, 3, Autonomy.AUTO), false, "", "", ours ? TargetState.PLATFORM : "", "", ""));
        boolean open = namespace.equals("shop") || namespace.equals("other");

        assertThat(world.holds("ProtectedTargets", Scene.plan("r", 1, new Action.RestartWorkload(target))))
                .isEqualTo(open && !ours);
    }

    @Property(tries = 200)
    void stormMode(@ForAll @IntRange(max = 30) int troubled, @ForAll @IntRange(min = 1, max = 60) int known) {
        world.targets.clear();
        world.open.clear();
        for (int i = 0; i < known; i++) {
            Target target = Scene.workload("w" + i);
            world.put(Scene.state(target, 1, 1, Autonomy.AUTO));
            if (i < troubled) {
                Incident open = Scene.incident("i" + i, Lifecycle.OPENED, target, FailureClass.ERRORS, 1, List.of());
                world.open.add(open);
            }
        }
        int ill = Math.min(troubled, known);

        assertThat(world.holds("StormMode", RESTART)).isEqualTo(ill < 4 || ill * 4 < known);
    }

    @Property(tries = 100)
    void humanAtWork(@ForAll ChangeEvent.ActorType actor, @ForAll @IntRange(max = 600) int age) {
        world.changes.add(GuardWorld.change(CART, actor, NOON.minusSeconds(age)));

        assertThat(world.holds("HumanAtWork", GuardWorld.rollBack()))
                .isEqualTo(actor != ChangeEvent.ActorType.PERSON || age >= 300);
    }

    @Property(tries = 100)
    void scaleCeiling(@ForAll @IntRange(min = 1, max = 12) int to) {
        assertThat(world.holds("ScaleCeiling", Scene.plan("r", 1, new Action.Scale(CART, 3, to))))
                .isEqualTo(to <= 6);
    }

    private static TargetState startedAt(Instant started) {
        TargetState cart = Scene.state(CART, 1, 1, Autonomy.AUTO);
        PodState pod = cart.pods().get(0);
        return Scene.state(
                CART,
                1,
                1,
                2,
                Autonomy.AUTO,
                List.of(new PodState(
                        pod.name(), "", pod.node(), pod.zone(), "Running", true, false, 0, "", 2, started)));
    }

    /** INV-16 and INV-17 on plans of any shape. */
    @Property(tries = 100)
    void everyStepOnceAndSomethingToMeasure(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 3) Integer> pods) {
        List<Action> steps = pods.stream()
                .<Action>map(pod -> new Action.QuarantinePod(Scene.pod(CART, pod), ""))
                .toList();
        RemediationPlan plan = Scene.plan(Scene.INCIDENT, "r", 1, Autonomy.AUTO, steps);
        Anomaly symptom = Scene.anomaly(CART, CART, "errors", AnomalyKind.HIGH, FailureClass.ERRORS, 1);
        world.incident(FailureClass.ERRORS, 1, symptom);

        assertThat(world.holds("IdempotentEffect", plan))
                .isEqualTo(Set.copyOf(pods).size() == pods.size());
        assertThat(world.holds("VerifyThenCommit", plan)).isTrue();
    }
}
