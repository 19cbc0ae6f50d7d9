package io.traas.model;

import io.traas.model.signal.Signals;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** One of each record, filled, for tests of their forms. */
public final class Samples {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123Z");
    public static final Target SHOP = Target.deployment("c1", "shop", "cart");
    public static final Target POD = Target.pod("c1", "shop", "cart-7d9f-abcde");
    public static final Series ERRORS = new Series(POD, "errors", Map.of("b", "2", "a", "1"));
    public static final Anomaly ANOMALY = new Anomaly(
            Anomaly.idOf(ERRORS, "errors-high", NOON),
            Lifecycle.OPENED,
            ERRORS,
            SHOP,
            "n1",
            "errors-high",
            AnomalyKind.HIGH,
            FailureClass.ERRORS,
            NOON,
            NOON.plusSeconds(1),
            0.5,
            0,
            0.05,
            0.9,
            Severity.SEV2,
            1,
            "errors are 0.5, at most 0.05 is usual");
    public static final SeriesFeedback FEEDBACK = SeriesFeedback.falseAlarm(ANOMALY, NOON, "kim", "a load test");
    public static final Incident INCIDENT = new Incident(
            "inc-1",
            Lifecycle.OPENED,
            SHOP,
            FailureClass.ERRORS,
            Severity.SEV2,
            0.8,
            NOON,
            NOON,
            null,
            NOON,
            NOON,
            List.of(ANOMALY),
            List.of(new Suspect(SHOP, 0.8, "released 12 s before")),
            POD,
            List.of(SHOP),
            1);
    public static final TargetState STATE = new TargetState(
            SHOP,
            "uid-1",
            NOON,
            false,
            3,
            2,
            4,
            3,
            true,
            false,
            false,
            false,
            6,
            1,
            Autonomy.AUTO,
            "",
            List.of(Target.deployment("c1", "shop", "stock")),
            List.of(new PodState("cart-7d9f-abcde", "uid-2", "n1", "z1", "Running", true, false, 1, "Error", 4, NOON)));
    public static final TargetState OWNED = new TargetState(
            SHOP,
            "uid-1",
            NOON,
            false,
            3,
            3,
            4,
            3,
            false,
            false,
            false,
            false,
            6,
            1,
            Autonomy.AUTO,
            "",
            List.of(),
            List.of(),
            "pool-a",
            "eu-1",
            TargetState.PLATFORM,
            "Argo CD",
            "Flux",
            null);
    public static final ChangeEvent CHANGE = new ChangeEvent(
            "chg-1",
            SHOP,
            ChangeEvent.Kind.ROLLOUT,
            NOON,
            "deployer",
            ChangeEvent.ActorType.PIPELINE,
            "3",
            "4",
            "image cart:1 -> cart:2");
    public static final RemediationPlan PLAN = new RemediationPlan(
            RemediationPlan.idOf("inc-1", 1, List.of(new Action.RollBack(SHOP, 4, 3))),
            "inc-1",
            "bad-release",
            "1.0.0",
            1,
            List.of(new Action.RollBack(SHOP, 4, 3)),
            "requests fail since revision 4",
            NOON,
            NOON.plusSeconds(120),
            new SuccessCriterion(5, 60, true, 0.6),
            Risk.LOW,
            Autonomy.AUTO);
    public static final DecisionFacts FACTS = new DecisionFacts(
            NOON,
            INCIDENT,
            List.of(CHANGE),
            List.of(STATE),
            List.of(new DecisionFacts.Attempt(
                    1, "bad-release", "plan-0", Outcome.SUCCEEDED, Verdict.NOT_RECOVERED, NOON)));
    public static final Decision DECISION = new Decision(
            "dec-1",
            "inc-1",
            NOON,
            1,
            Decision.Mode.ENFORCED,
            new Decision.Act(PLAN),
            new Decision.Explanation(
                    List.of(new Decision.Match("bad-release", "1.0.0", "roll back", Map.of("$w", SHOP.toString()))),
                    List.of(new Decision.NearMiss("hung-replica", "delete pod", "unresponsive pods == 1")),
                    List.of(new Decision.RejectedPlan("memory-leak", "restart", "riskier")),
                    FACTS));

    public static final DetectorSpec THRESHOLD = new DetectorSpec(
            "errors-high",
            true,
            Signals.ERRORS,
            DetectorSpec.Level.WORKLOAD,
            DetectorSpec.Method.THRESHOLD,
            DetectorSpec.Direction.HIGH,
            0.05,
            0,
            1,
            2,
            3,
            FailureClass.ERRORS,
            Severity.SEV2);
    public static final DetectorSpec BURN_RATE = detector(DetectorSpec.Method.BURN_RATE, 0, 0.999, 1_000, 0, 0);
    public static final DetectorSpec FORECAST = detector(DetectorSpec.Method.FORECAST, 0.9, 0, 0, 21_600, 86_400);

    /** With the fields that came later. */
    public static DetectorSpec detector(
            DetectorSpec.Method method,
            double threshold,
            double objective,
            double minEvents,
            long historySeconds,
            long horizonSeconds) {
        return new DetectorSpec(
                "d",
                true,
                Signals.ERRORS,
                DetectorSpec.Level.WORKLOAD,
                method,
                DetectorSpec.Direction.HIGH,
                threshold,
                0,
                0,
                1,
                1,
                FailureClass.ERRORS,
                Severity.SEV2,
                "shop/cart",
                objective,
                minEvents,
                historySeconds,
                horizonSeconds);
    }

    private Samples() {}
}
