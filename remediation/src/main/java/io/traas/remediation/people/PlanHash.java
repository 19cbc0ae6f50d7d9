package io.traas.remediation.people;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.wire.Json;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What exactly a person says yes to: a hash over the steps, for how long they may be taken, how success is told, and
 * what the targets are right now. When any of it is another, so is the hash.
 */
public final class PlanHash {

    private PlanHash() {}

    /**
     * What is hashed, as JSON with sorted keys.
     *
     * @param goodForSeconds a plan that waited has its whole span again from the approval on
     * @param identities of what the steps touch: identity and revision as far as known
     */
    private record Bound(
            String planId,
            String runbook,
            String version,
            List<Action> steps,
            long goodForSeconds,
            SuccessCriterion success,
            Risk risk,
            Map<String, String> identities) {}

    /** @param states of now; @return 64 hex digits */
    public static String of(RemediationPlan plan, Collection<TargetState> states) {
        Map<String, String> identities = new TreeMap<>();
        plan.steps().forEach(step -> identities.put(step.target().toString(), identity(step.target(), states)));
        Bound bound = new Bound(
                plan.id(),
                plan.runbook(),
                plan.version(),
                plan.steps(),
                Duration.between(plan.createdAt(), plan.notAfter()).toSeconds(),
                plan.success(),
                plan.risk(),
                identities);
        return sha256(Json.codec(Bound.class).encode(bound));
    }

    private static String identity(Target target, Collection<TargetState> states) {
        if (target.is("Pod")) {
            return states.stream()
                    .filter(state -> state.target().namespace().equals(target.namespace()))
                    .flatMap(state -> state.pods().stream())
                    .filter(pod -> pod.name().equals(target.name()))
                    .map(pod -> pod.uid())
                    .findFirst()
                    .orElse("gone");
        }
        return states.stream()
                .filter(state -> state.target().equals(target))
                .map(state -> state.deleted() ? "gone" : state.uid() + " at revision " + state.revision())
                .findFirst()
                .orElse("unknown");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
