package io.traas.runbooks;

import io.traas.model.Decision;
import io.traas.model.Decision.Act;
import io.traas.model.Decision.AskHuman;
import io.traas.model.Decision.Choice;
import io.traas.model.DecisionFacts.Attempt;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of one open incident so far: which rung it is on, what was decided there, how earlier attempts ended.
 * Built from what the topics say in any order between topics; hearing the same twice changes nothing. Not thread-safe.
 */
final class CaseFile {

    /** How much longer than it should take a plan may stay without news before it counts as lost. */
    private static final Duration LOST_AFTER = Duration.ofMinutes(1);

    /** How long after a recovery its incident may take to close before it counts as open still. */
    static final Duration CLOSES_WITHIN = Duration.ofSeconds(60);

    /** A later decision about the same rung must say more than the earlier one. */
    private enum Weight {
        NOTHING,
        CALL,
        PLAN
    }

    private record End(Outcome outcome, Verdict verdict, Instant at) {}

    private Incident incident;
    private boolean handedOver;
    private final Map<Integer, Weight> decided = new HashMap<>();
    private final Map<String, RemediationPlan> plans = new HashMap<>();
    private final Map<String, End> ends = new HashMap<>();
    private final Map<String, Instant> askedUntil = new HashMap<>();

    Optional<Incident> incident() {
        return Optional.ofNullable(incident);
    }

    void heard(Incident news) {
        if (incident == null || !news.updatedAt().isBefore(incident.updatedAt())) {
            incident = news;
        }
    }

    /** Attempts that ended, oldest first. */
    List<Attempt> attempts() {
        List<Attempt> attempts = new ArrayList<>();
        ends.forEach((planId, end) -> {
            RemediationPlan plan = plans.get(planId);
            if (plan != null) {
                attempts.add(new Attempt(plan.rung(), plan.runbook(), planId, end.outcome(), end.verdict(), end.at()));
            }
        });
        attempts.sort(Comparator.comparing(Attempt::rung));
        return attempts;
    }

    /** Whether a decision could be due: open, nobody took over, no plan under way, something left to heal. */
    boolean isUndecided(Instant now) {
        boolean planUnderWay = plans.keySet().stream().anyMatch(plan -> !ends.containsKey(plan));
        return incident != null
                && incident.state() != Lifecycle.CLOSED
                && !handedOver
                && !planUnderWay
                && !isRecovered(now);
    }

    /** A verdict alone does not settle it: trouble that joins later, or that stays too long, is somebody's again. */
    private boolean isRecovered(Instant now) {
        List<Attempt> attempts = attempts();
        if (attempts.isEmpty()) {
            return false;
        }
        Attempt last = attempts.get(attempts.size() - 1);
        boolean overdue = now.isAfter(last.at().plus(CLOSES_WITHIN));
        boolean trouble = incident.evidence().stream()
                .anyMatch(anomaly -> anomaly.state() != Lifecycle.CLOSED
                        && (overdue || anomaly.openedAt().isAfter(last.at())));
        return last.verdict() == Verdict.RECOVERED && !trouble;
    }

    /** Whether this decision says more than what was decided about its rung before. */
    boolean isNews(Decision decision) {
        Weight before = decided.get(decision.rung());
        return before == null || weight(decision.outcome()).compareTo(before) > 0;
    }

    void decided(Decision decision) {
        decided.merge(decision.rung(), weight(decision.outcome()), (a, b) -> a.compareTo(b) >= 0 ? a : b);
        plan(decision.outcome()).ifPresent(plan -> plans.put(plan.id(), plan));
    }

    /** It could not be written: as if it had never been made. */
    void undo(Decision decision) {
        decided.remove(decision.rung());
        plan(decision.outcome()).ifPresent(plan -> plans.remove(plan.id()));
    }

    void heard(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Guarded guarded && !guarded.allowed()) {
            end(entry, Outcome.DENIED, null);
        } else if (entry instanceof LedgerEntry.ApprovalAsked asked && asked.expiresAt() != null) {
            askedUntil.put(String.valueOf(asked.planId()), asked.expiresAt());
        } else if (entry instanceof LedgerEntry.ApprovalAnswered answered && !answered.approved()) {
            boolean lapsed = answered.by() == null || answered.by().isBlank();
            end(entry, lapsed ? Outcome.EXPIRED : Outcome.DENIED, null);
        } else if (entry instanceof LedgerEntry.Result result && isFailure(result.outcome())) {
            end(entry, result.outcome(), null);
        } else if (entry instanceof LedgerEntry.Verified verified) {
            end(entry, Outcome.SUCCEEDED, verified.verdict());
        } else if (entry instanceof LedgerEntry.Escalated) {
            handedOver = true;
        }
    }

    /** Plans of which nothing was heard for far too long count as ended with an unknown outcome. */
    void giveUpLostPlans(Instant now) {
        for (RemediationPlan plan : plans.values()) {
            Instant due = askedUntil.getOrDefault(plan.id(), plan.notAfter());
            Instant lost = due.plusSeconds(plan.success().deadlineSeconds()).plus(LOST_AFTER);
            if (now.isAfter(lost)) {
                ends.putIfAbsent(plan.id(), new End(Outcome.UNKNOWN, null, lost));
            }
        }
    }

    /** The first end counts, but the verdict on what was done outweighs the failure of a step. */
    private void end(LedgerEntry entry, Outcome outcome, Verdict verdict) {
        End end = new End(outcome, verdict, entry.at());
        ends.merge(
                entry.planId(),
                end,
                (first, later) -> later.verdict() != null && first.verdict() == null ? later : first);
    }

    private static boolean isFailure(Outcome outcome) {
        return switch (outcome) {
            case FAILED, DENIED, EXPIRED, UNKNOWN -> true;
            case SUCCEEDED, SKIPPED -> false;
        };
    }

    private static Weight weight(Choice choice) {
        if (plan(choice).isPresent()) {
            return Weight.PLAN;
        }
        return choice instanceof AskHuman ? Weight.CALL : Weight.NOTHING;
    }

    private static Optional<RemediationPlan> plan(Choice choice) {
        if (choice instanceof Act act) {
            return Optional.of(act.plan());
        }
        return choice instanceof AskHuman ask ? Optional.ofNullable(ask.plan()) : Optional.empty();
    }
}
