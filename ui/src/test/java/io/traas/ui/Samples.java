package io.traas.ui;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.SuccessCriterion;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records of one made-up incident: a bad release of a shop's cart that is rolled back. */
public final class Samples {

    public static final Instant T0 = Instant.parse("2026-01-31T12:00:00.123Z");
    public static final Target CART = Target.deployment("prod", "shop", "cart");
    public static final String ID = "inc-1";
    public static final String PLAN = "plan-1";

    private Samples() {}

    public static Instant at(double seconds) {
        return T0.plusMillis((long) (seconds * 1000));
    }

    public static Anomaly anomaly(String id, Lifecycle state, double updated) {
        return new Anomaly(
                id,
                state,
                Series.of(CART, "errors"),
                CART,
                "",
                "errors-high",
                AnomalyKind.HIGH,
                FailureClass.ERRORS,
                T0,
                at(updated),
                0.4,
                0,
                0.02,
                0.9,
                Severity.SEV2,
                1,
                "40 % of the requests fail, at most 2 % do normally");
    }

    public static Incident opened() {
        return incident(Lifecycle.OPENED, Severity.SEV2, 0.5, null, List.of());
    }

    public static Incident located() {
        return incident(Lifecycle.UPDATED, Severity.SEV2, 1, null, List.of(suspect()));
    }

    public static Incident resolved(double seconds) {
        return incident(Lifecycle.CLOSED, Severity.SEV2, seconds, at(seconds), List.of(suspect()));
    }

    public static Suspect suspect() {
        return new Suspect(CART, 0.9, "it was rolled out 12 s before");
    }

    public static Incident incident(
            Lifecycle state, Severity severity, double updated, Instant resolvedAt, List<Suspect> suspects) {
        return incident(ID, CART, state, severity, updated, resolvedAt, suspects);
    }

    public static Incident incident(
            String id,
            Target service,
            Lifecycle state,
            Severity severity,
            double updated,
            Instant resolvedAt,
            List<Suspect> suspects) {
        return new Incident(
                id,
                state,
                service,
                FailureClass.ERRORS,
                severity,
                0.9,
                T0,
                at(updated),
                resolvedAt,
                T0,
                at(1),
                List.of(anomaly("an-" + id, Lifecycle.OPENED, 0)),
                suspects,
                service,
                List.of(service),
                1);
    }

    public static RemediationPlan plan(String id, int rung) {
        return new RemediationPlan(
                id,
                ID,
                "bad-release",
                "1",
                rung,
                List.of(new Action.RollBack(CART, 2, 1)),
                "the release made it fail",
                at(2),
                at(120),
                new SuccessCriterion(10, 60, true, 0.5),
                Risk.MEDIUM,
                Autonomy.AUTO);
    }

    public static Decision decision(Decision.Choice choice) {
        return new Decision(
                "dec-" + choice.getClass().getSimpleName(),
                ID,
                at(2),
                1,
                Decision.Mode.ENFORCED,
                choice,
                new Decision.Explanation(
                        List.of(new Decision.Match("bad-release", "1", "errors after a roll-out", Map.of())),
                        List.of(),
                        List.of(),
                        new DecisionFacts(at(2), located(), List.of(), List.of(), List.of())));
    }

    public static Decision act() {
        return decision(new Decision.Act(plan(PLAN, 1)));
    }

    public static LedgerEntry guarded(boolean allowed) {
        return new LedgerEntry.Guarded(
                "g-1",
                ID,
                PLAN,
                at(2.1),
                "bad-release",
                1,
                allowed,
                List.of(new LedgerEntry.GuardCheck("BlastRadius", allowed, "1 of 3")));
    }

    public static LedgerEntry asked(String planId, double seconds, Instant expiresAt) {
        return new LedgerEntry.ApprovalAsked(
                "ask-" + planId,
                ID,
                planId,
                at(seconds),
                plan(planId, 1),
                "the namespace asks for approval",
                expiresAt);
    }

    public static LedgerEntry answered(boolean approved) {
        return new LedgerEntry.ApprovalAnswered("ans-1", ID, PLAN, at(20), approved, "kim", "looks right");
    }

    public static LedgerEntry intent() {
        return new LedgerEntry.Intent(
                "i-1", ID, PLAN, at(2.2), 0, new Action.RollBack(CART, 2, 1), "key-1", 7, "", "errors", at(120));
    }

    public static LedgerEntry result(Outcome outcome) {
        return new LedgerEntry.Result("r-1", ID, PLAN, at(2.5), "i-1", outcome, "", "");
    }

    public static LedgerEntry verified(Verdict verdict) {
        return new LedgerEntry.Verified(
                "v-1", ID, PLAN, at(20), "bad-release", 1, verdict, at(9), List.of("errors 0.1 % for 10 s"));
    }

    public static LedgerEntry escalated() {
        return new LedgerEntry.Escalated("e-1", ID, PLAN, at(70), "no rung is left");
    }

    public static ChangeEvent rollout(double seconds) {
        return new ChangeEvent(
                "ch-" + seconds,
                CART,
                ChangeEvent.Kind.ROLLOUT,
                at(seconds),
                "kubectl",
                ChangeEvent.ActorType.PERSON,
                "1",
                "2",
                "cart rolled out revision 2");
    }

    public static TargetState state(Target target, int desired, int ready) {
        PodState pod = new PodState("cart-a", "uid-a", "node-1", "z1", "Running", true, false, 0, "", 2, T0);
        return new TargetState(
                target,
                "uid",
                T0,
                false,
                desired,
                ready,
                2,
                1,
                false,
                false,
                false,
                false,
                0,
                -1,
                Autonomy.AUTO,
                "",
                List.of(),
                List.of(pod));
    }
}
