package io.traas.remediation.guard;

import io.traas.model.LedgerEntry.GuardCheck;
import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides whether a plan may be carried out now. Pure: the same plan and facts give the same word. Every invariant is
 * asked, so that a refusal names everything that stands in the way. An invariant that fails to answer refuses.
 */
public final class Guard {

    static final String FAILS_CLOSED = "GuardFailsClosed";

    static final String AUTONOMY = "Autonomy";

    private final Map<String, Invariant> invariants;

    public Guard(GuardLimits limits) {
        this(standard(limits));
    }

    Guard(Map<String, Invariant> invariants) {
        this.invariants = new LinkedHashMap<>(invariants);
    }

    /** @param checks one for every invariant, in the order of asking */
    public record Word(boolean allowed, List<GuardCheck> checks) {

        public Word {
            checks = List.copyOf(checks);
        }

        /** The invariants that do not hold. */
        public List<GuardCheck> refusals() {
            return checks.stream().filter(check -> !check.ok()).toList();
        }

        /** One line for people. */
        public String describe() {
            return allowed
                    ? "allowed"
                    : String.join(
                            "; ",
                            refusals().stream()
                                    .map(check -> check.name() + ": " + check.detail())
                                    .toList());
        }
    }

    public Word check(RemediationPlan plan, Facts facts) {
        List<GuardCheck> checks = new ArrayList<>();
        try {
            Footprint footprint = Footprint.of(plan.steps(), facts.targets().values(), facts.incident());
            invariants.forEach((name, invariant) -> checks.add(ask(name, invariant, plan, footprint, facts)));
        } catch (RuntimeException e) {
            checks.add(new GuardCheck(FAILS_CLOSED, false, "the guard failed: " + e));
        }
        boolean allowed = !checks.isEmpty() && checks.stream().allMatch(GuardCheck::ok);
        return new Word(allowed, checks);
    }

    /** A plan that waited for a person has its full span again from the moment of approval. */
    public static Instant validUntil(RemediationPlan plan, Instant approvedAt) {
        if (approvedAt == null) {
            return plan.notAfter();
        }
        return approvedAt.plus(Duration.between(plan.createdAt(), plan.notAfter()));
    }

    private static GuardCheck ask(
            String name, Invariant invariant, RemediationPlan plan, Footprint footprint, Facts facts) {
        try {
            Invariant.Answer answer = invariant.check(plan, footprint, facts);
            return new GuardCheck(name, answer.ok(), answer.detail());
        } catch (RuntimeException e) {
            return new GuardCheck(name, false, FAILS_CLOSED + ": " + e);
        }
    }

    private static Map<String, Invariant> standard(GuardLimits limits) {
        PermissionRules permission = new PermissionRules(limits);
        FreshnessRules freshness = new FreshnessRules(limits);
        RadiusRules radius = new RadiusRules(limits);
        HistoryRules history = new HistoryRules(limits);
        Map<String, Invariant> all = new LinkedHashMap<>();
        all.put("AuthoritativeKillSwitch", permission::stopSwitch);
        all.put(AUTONOMY, permission::autonomy);
        all.put("ProtectedNamespaces", permission::protectedNamespaces);
        all.put("HumanAtWork", permission::humanAtWork);
        all.put("NonEmptyExplicitTarget", radius::explicitTarget);
        all.put("FreshPlanFence", freshness::freshPlan);
        all.put("CompletenessGate", freshness::completeness);
        all.put("BlastRadiusCap", radius::blastRadius);
        all.put("CorrelatedFailureStop", radius::correlatedFailure);
        all.put("OneFailureDomainAtATime", radius::oneFailureDomain);
        all.put("NoShrinkDuringIncident", radius::noShrink);
        all.put("AntiFlap", history::antiFlap);
        all.put("RecoveryBudget", history::recoveryBudget);
        return all;
    }
}
