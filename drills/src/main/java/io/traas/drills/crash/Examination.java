package io.traas.drills.crash;

import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Holds what the ledger says of one plan against what the cluster stored: I1 at most one effect of an intent, I2 every
 * effect was intended before, I3 the ledger is in order, I4 nothing is done after a stop, I5 epochs on an object never
 * decrease, I6 nothing is done too late, I7 the plan came to an end, and to one; and what it says is true. Pure.
 */
final class Examination {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);
    private static final Set<Outcome> SAYS_NO = Set.of(Outcome.DENIED, Outcome.FAILED, Outcome.EXPIRED);

    private final String planId;
    private final List<LedgerEntry> entries;
    private final List<Effect> effects;
    private final Instant stoppedAt;
    private final long epochBefore;
    private final List<String> violations = new ArrayList<>();
    private int doubled;
    private int lost;

    /**
     * @param entries of the ledger since the run began, of all plans
     * @param effects on the workload of the run
     * @param stoppedAt when everything was stopped, for good; null when it was not
     * @param epochBefore of the last take-over before the run, 0 when there was none
     */
    Examination(String planId, List<LedgerEntry> entries, List<Effect> effects, Instant stoppedAt, long epochBefore) {
        this.planId = planId;
        this.entries = entries;
        this.effects = effects;
        this.stoppedAt = stoppedAt;
        this.epochBefore = epochBefore;
    }

    Verdict verdict(CrashCase drilled, boolean came, double seconds) {
        effectsAreIntended();
        resultsAreTrue();
        ledgerIsInOrder();
        fencesNeverDecrease();
        planEnds();
        return new Verdict(drilled, doubled, lost, violations, came, seconds);
    }

    /** True when nothing more will be done about the plan. */
    static boolean isOver(String planId, List<LedgerEntry> entries) {
        List<LedgerEntry> own = of(planId, entries);
        boolean begun = own.stream().anyMatch(LedgerEntry.Intent.class::isInstance);
        return own.stream().anyMatch(entry -> ends(entry, begun)) && open(own).isEmpty();
    }

    private static boolean ends(LedgerEntry entry, boolean begun) {
        return entry instanceof LedgerEntry.Verified
                || entry instanceof LedgerEntry.Escalated
                || (entry instanceof LedgerEntry.Guarded guarded && !guarded.allowed() && !begun)
                || (entry instanceof LedgerEntry.ApprovalAnswered answer
                        && !answer.approved()
                        && !answer.by().isEmpty())
                || (entry instanceof LedgerEntry.Result result
                        && (result.outcome() == Outcome.DENIED || result.outcome() == Outcome.FAILED));
    }

    private static List<LedgerEntry> of(String planId, List<LedgerEntry> entries) {
        return entries.stream().filter(entry -> entry.planId().equals(planId)).toList();
    }

    private static List<LedgerEntry.Intent> open(List<LedgerEntry> own) {
        Set<String> settled = all(own, LedgerEntry.Result.class).stream()
                .map(LedgerEntry.Result::intentId)
                .collect(Collectors.toSet());
        return all(own, LedgerEntry.Intent.class).stream()
                .filter(intent -> !settled.contains(intent.id()))
                .toList();
    }

    private static <E> List<E> all(List<LedgerEntry> entries, Class<E> type) {
        return entries.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void effectsAreIntended() {
        Map<String, Integer> times = new HashMap<>();
        for (Effect effect : effects) {
            if (stoppedAt != null && effect.at().isAfter(stoppedAt.plus(STOP_WITHIN))) {
                violations.add("I4 " + effect.describe() + " although stopped at " + stoppedAt);
            }
            if (effect.mark()) {
                continue;
            }
            // Of any plan: one that takes back what this one did has an id of its own.
            List<LedgerEntry.Intent> intents = all(entries, LedgerEntry.Intent.class).stream()
                    .filter(effect::isOf)
                    .toList();
            if (intents.isEmpty() || intents.get(0).at().isAfter(effect.at())) {
                violations.add("I2 " + effect.describe() + " was not intended before");
                continue;
            }
            if (times.merge(intents.get(0).idempotencyKey(), 1, Integer::sum) > 1) {
                doubled++;
                violations.add("I1 " + effect.describe() + " is one too many of "
                        + intents.get(0).idempotencyKey());
            }
            if (effect.at().isAfter(intents.get(0).notAfter())) {
                violations.add("I6 " + effect.describe() + " was too late, after "
                        + intents.get(0).notAfter());
            }
        }
    }

    private void resultsAreTrue() {
        List<LedgerEntry> own = of(planId, entries);
        for (LedgerEntry.Intent intent : all(own, LedgerEntry.Intent.class)) {
            boolean happened = effects.stream().anyMatch(effect -> !effect.mark() && effect.isOf(intent));
            for (LedgerEntry.Result result : all(own, LedgerEntry.Result.class)) {
                if (!result.intentId().equals(intent.id())) {
                    continue;
                }
                if (SAYS_NO.contains(result.outcome()) && happened) {
                    violations.add("the ledger says " + result.outcome() + " of "
                            + intent.action().describe() + ", and it happened");
                } else if (result.outcome() == Outcome.SUCCEEDED && !happened) {
                    violations.add("the ledger says " + result.outcome() + " of "
                            + intent.action().describe() + ", and it never was");
                }
            }
        }
    }

    private void ledgerIsInOrder() {
        long epoch = epochBefore;
        Map<String, String> resultOf = new HashMap<>();
        Set<String> intended = new java.util.HashSet<>();
        for (LedgerEntry entry : entries) {
            if (entry instanceof LedgerEntry.TookOver tookOver) {
                if (tookOver.epoch() <= epoch) {
                    violations.add("I3 epoch " + tookOver.epoch() + " follows " + epoch + " on the ledger");
                }
                epoch = tookOver.epoch();
            } else if (entry instanceof LedgerEntry.Intent intent) {
                intended.add(intent.id());
                if (epoch > 0 && intent.epoch() != epoch) {
                    violations.add("I3 an intent of epoch " + intent.epoch() + " was written in epoch " + epoch);
                }
            } else if (entry instanceof LedgerEntry.Result result
                    && result.planId().equals(planId)) {
                String before = resultOf.put(result.intentId(), result.outcome().name());
                if (!intended.contains(result.intentId())) {
                    violations.add("I3 a result of " + result.intentId() + " without its intent");
                } else if (before != null && !before.equals(result.outcome().name())) {
                    violations.add("I3 " + result.intentId() + " is " + before + " and " + result.outcome());
                }
            }
        }
    }

    private void fencesNeverDecrease() {
        Map<String, Long> highest = new HashMap<>();
        for (Effect effect : effects) {
            long before = highest.getOrDefault(effect.target(), 0L);
            if (effect.fence() > 0 && effect.fence() < before) {
                violations.add("I5 " + effect.describe() + " under epoch " + effect.fence() + " follows " + before);
            }
            highest.put(effect.target(), Math.max(before, effect.fence()));
        }
    }

    private void planEnds() {
        List<LedgerEntry> own = of(planId, entries);
        lost += open(own).size();
        open(own).forEach(intent -> violations.add("lost: " + intent.action().describe() + " has no result"));
        if (!isOver(planId, entries)) {
            lost++;
            violations.add("I7 the plan has not come to an end: "
                    + own.stream()
                            .map(entry -> entry.getClass().getSimpleName())
                            .toList());
        }
        if (all(own, LedgerEntry.Verified.class).stream()
                        .map(LedgerEntry.Verified::verdict)
                        .distinct()
                        .count()
                > 1) {
            violations.add("I7 the plan was verified twice, with different verdicts");
        }
    }
}
