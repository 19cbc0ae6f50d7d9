package io.traas.remediation.guard;

import io.traas.model.LedgerEntry.GuardCheck;
import io.traas.model.RemediationPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Decides whether a plan may be carried out now. Pure: the same plan and facts give the same word. Every invariant is
 * asked, so that a refusal names everything that stands in the way. INV-23: an invariant that fails to answer, or a guard
 * that takes too long, refuses. Thread-safe; two plans that draw on the same purse must be checked one after the other,
 * the second with the first among its cures.
 */
public final class Guard {

    static final String FAILS_CLOSED = "GuardFailsClosed";

    private final List<Invariant> invariants;
    private final Duration patience;
    private final LongSupplier nanos;

    /** @param nanos a clock that only goes forward, in nanoseconds */
    public Guard(GuardLimits limits, LongSupplier nanos) {
        this(standard(limits), limits.patience(), nanos);
    }

    Guard(List<Invariant> invariants, Duration patience, LongSupplier nanos) {
        this.invariants = List.copyOf(invariants);
        this.patience = Objects.requireNonNull(patience, "patience is missing");
        this.nanos = Objects.requireNonNull(nanos, "nanos is missing");
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

        /** Whether this is among the reasons. */
        public boolean refusedFor(Refusal reason) {
            return checks.stream().anyMatch(check -> check.reason().equals(reason.text()));
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
        long began = nanos.getAsLong();
        List<GuardCheck> checks = new ArrayList<>();
        try {
            Footprint footprint = Footprint.of(plan.steps(), facts.inventory(), facts.incident());
            for (Invariant invariant : invariants) {
                checks.add(ask(invariant, plan, footprint, facts));
            }
        } catch (RuntimeException e) {
            checks.add(failed(FAILS_CLOSED, Refusal.GUARD_FAILED, "the guard failed: " + e));
        }
        Duration took = Duration.ofNanos(nanos.getAsLong() - began);
        if (took.compareTo(patience) > 0) {
            String detail = "the guard took " + took.toMillis() + " ms, " + patience.toMillis() + " ms are allowed";
            checks.add(failed(FAILS_CLOSED, Refusal.GUARD_TOO_SLOW, detail));
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

    private static GuardCheck ask(Invariant invariant, RemediationPlan plan, Footprint footprint, Facts facts) {
        try {
            Invariant.Answer answer = invariant.check(plan, footprint, facts);
            String reason = answer.ok() ? "" : answer.reason().text();
            return new GuardCheck(invariant.name(), answer.ok(), answer.detail(), reason, answer.parameters());
        } catch (RuntimeException e) {
            return failed(invariant.name(), Refusal.GUARD_FAILED, FAILS_CLOSED + ": " + e);
        }
    }

    private static GuardCheck failed(String name, Refusal reason, String detail) {
        return new GuardCheck(name, false, detail, reason.text(), Map.of());
    }

    /** Who must allow it, what it is about, how well it is seen, how much it takes, what was before. */
    static List<Invariant> standard(GuardLimits limits) {
        Invariant stopSwitch = new AuthoritativeKillSwitch();
        Invariant autonomy = new AutonomyLevel();
        Invariant borders = new ProtectedTargets(limits.borders());
        Invariant target = new NonEmptyExplicitTarget(limits.maxSteps());
        Invariant fresh = new FreshPlanFence();
        Invariant sane = new FailStatic(limits.sight());
        Invariant monitor = new MonitorIsWell(limits.sight());
        Map<Invariant, Refusal> watched = new LinkedHashMap<>();
        watched.put(stopSwitch, Refusal.SWITCH_UNREADABLE);
        watched.put(autonomy, Refusal.AUTONOMY_TOO_LOW);
        watched.put(borders, Refusal.PROTECTED_NAMESPACE);
        watched.put(target, Refusal.WILDCARD_TARGET);
        watched.put(fresh, Refusal.TOO_LATE);
        watched.put(sane, Refusal.NO_STATE);
        watched.put(monitor, Refusal.NOTHING_HEARD);
        return List.of(
                stopSwitch,
                autonomy,
                new ChangeFreeze(limits.borders().freezes()),
                borders,
                new ControlPlaneCare(),
                new HumanAtWork(limits.borders().personQuiet()),
                new OwnedElsewhere(),
                new AutomationIsAChange(watched),
                target,
                new IdempotentEffect(),
                new VerifyThenCommit(),
                fresh,
                sane,
                monitor,
                new CompletenessGate(limits.sight().minCompleteness()),
                new MultiObserverConfirm(limits.sight()),
                new BlastRadiusCap(limits.caps()),
                new LastReplica(),
                new ScaleCeiling(),
                new CorrelatedFailureStop(limits.spread()),
                new StormMode(limits.spread()),
                new OneFailureDomainAtATime(limits.caps()),
                new NoShrinkDuringIncident(),
                new ReversibleFirst(),
                new FaultFollowsWorkload(limits.breaker().replacement()),
                new AntiFlap(limits.pace()),
                new CircuitBreaker(limits.breaker()),
                new RecoveryBudget(limits.pace()));
    }
}
