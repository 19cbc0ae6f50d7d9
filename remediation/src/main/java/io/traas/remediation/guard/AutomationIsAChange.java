package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.Severity;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * INV-19. Automation is a change like any other, and so is the guard: with every plan it is shown a canary that several
 * invariants must refuse. When one of them lets it through, the guard is broken, and nothing passes.
 */
final class AutomationIsAChange implements Invariant {

    private static final Target NOT_OURS = Target.deployment("canary", "kube-system", "*");

    /** What has to refuse the canary, and why. */
    private final Map<Invariant, Refusal> watched;

    AutomationIsAChange(Map<Invariant, Refusal> watched) {
        this.watched = watched;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        RemediationPlan canary = canary(facts.now());
        Facts nowhere = nowhere(facts.now());
        Footprint touched = Footprint.of(canary.steps(), nowhere.inventory(), nowhere.incident());
        for (Map.Entry<Invariant, Refusal> entry : watched.entrySet()) {
            if (entry.getKey().check(canary, touched, nowhere).reason() != entry.getValue()) {
                String name = entry.getKey().name();
                return Answer.broken(Refusal.CANARY_PASSED, name + " let a plan through that nobody may carry out")
                        .with("invariant", name);
            }
        }
        return Answer.holds(watched.size() + " invariants refused the canary");
    }

    private static RemediationPlan canary(Instant now) {
        return new RemediationPlan(
                "canary",
                "canary",
                "canary",
                "1",
                1,
                List.of(new Action.RestartWorkload(NOT_OURS)),
                "must be refused",
                now.minus(Duration.ofHours(1)),
                now.minus(Duration.ofMinutes(59)),
                new SuccessCriterion(1, 1, true, 1),
                Risk.HIGH,
                Autonomy.AUTO);
    }

    private static Facts nowhere(Instant now) {
        Incident incident = new Incident(
                "canary",
                Lifecycle.OPENED,
                NOT_OURS,
                FailureClass.OTHER,
                Severity.SEV4,
                0,
                now,
                now,
                null,
                now,
                now,
                List.of(),
                List.of(),
                NOT_OURS,
                List.of(),
                0);
        return new Facts(
                now,
                Autonomy.AUTO,
                SwitchState.unreadable("canary"),
                null,
                new DecisionFacts(now, incident, List.of(), List.of(), List.of()),
                Inventory.of(List.of()),
                List.of(incident),
                List.of(),
                List.of(),
                List.of(),
                new Facts.Sight(null, Map.of(), Double.NaN, null));
    }
}
