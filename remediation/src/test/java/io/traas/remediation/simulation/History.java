package io.traas.remediation.simulation;

import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.remediation.SimulatedReplica;
import io.traas.remediation.audit.Audit;
import io.traas.remediation.audit.LedgerLine;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.simulation.SimulatedApi.Effect;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds what the ledger says against what the API server carried out. The invariants are named as in the documentation of
 * the drill: I1 at most one effect of an intent, I2 every effect was intended before, I3 every entry may follow those
 * before it and is linked to them, I4 nothing is sent after a stop, I5
 * epochs on an object never decrease, I6 nothing is sent too late, I7 every plan comes to an end, I8 the ledger alone gives
 * the same plans again; the purse is never overdrawn; and the ledger tells the truth.
 */
final class History {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final SimulatedApi api;
    private final SimulatedLedger ledger;
    private final Scenario scenario;
    private final Town town;
    private final List<String> violations = new ArrayList<>();

    History(SimulatedApi api, SimulatedLedger ledger, Scenario scenario, Town town) {
        this.api = api;
        this.ledger = ledger;
        this.scenario = scenario;
        this.town = town;
    }

    /** Changes the platform made, marks not counted. */
    int effects() {
        return (int) api.effects().stream().filter(effect -> !effect.mark()).count();
    }

    /** Plans of which every step that could be was undone. */
    int takenBack() {
        return (int) ledger.entries().stream()
                .filter(entry -> entry instanceof LedgerEntry.Undone undone && undone.complete())
                .map(LedgerEntry::planId)
                .distinct()
                .count();
    }

    /** True when nothing more will be done about any plan, nor about taking one back. */
    boolean isOver() {
        Book book = book();
        return scenario.plans().stream().allMatch(plan -> book.plan(plan.id()).isPresent() && !isOwed(plan, book))
                && book.plans().stream()
                        .allMatch(record ->
                                record.finished() && record.unsettled().isEmpty());
    }

    /** It did not help, could be taken back, and the ledger knows nothing of taking it back. */
    private static boolean isOwed(RemediationPlan plan, Book book) {
        PlanRecord record = book.plan(plan.id()).orElseThrow();
        boolean failed = record.verified()
                .filter(verified -> SimulatedReplica.callsForUndo(verified.verdict()))
                .isPresent();
        // Whether a roll-back can be taken back hangs on what others did since.
        boolean reversible = record.withEffect().stream()
                .map(LedgerEntry.Intent::action)
                .anyMatch(action ->
                        !(action instanceof Action.RollBack) && action.inverse().isPresent());
        return failed
                && reversible
                && book.plan(SimulatedReplica.idOfUndo(plan.id())).isEmpty();
    }

    List<String> violations(Site last) {
        ledgerIsRegular();
        effectsAreIntended();
        resultsAreTrue();
        nothingAfterStop();
        epochsNeverDecrease();
        everyPlanEnds();
        replayGivesTheSame(last.lastBook());
        town.disruption().overdrawn().forEach(what -> violations.add("purse: " + what));
        return violations;
    }

    private Book book() {
        Book book = new Book();
        ledger.entries().forEach(book::add);
        return book;
    }

    private void ledgerIsRegular() {
        Book book = new Book();
        for (LedgerEntry entry : ledger.entries()) {
            book.add(entry).ifPresent(wrong -> violations.add("I3 the ledger is irregular: " + wrong.describe()));
        }
        Audit audit = new Audit();
        long place = 0;
        for (SimulatedLedger.Written written : ledger.log()) {
            audit.add(new LedgerLine(place++, written.stored()));
        }
        audit.conclude(List.of(), checkpoint -> true)
                .findings()
                .forEach(wrong -> violations.add("I3 the chain is broken at " + wrong.place() + ": " + wrong.text()));
    }

    private void effectsAreIntended() {
        Map<String, Integer> times = new HashMap<>();
        for (Effect effect : api.effects()) {
            if (effect.mark()) {
                continue;
            }
            Optional<SimulatedLedger.Written> intended = intentOf(effect);
            if (intended.isEmpty()) {
                violations.add("I2 " + describe(effect) + " was not intended before");
                continue;
            }
            LedgerEntry.Intent intent = (LedgerEntry.Intent) intended.get().entry();
            if (times.merge(intent.idempotencyKey(), 1, Integer::sum) > 1) {
                violations.add("I1 " + describe(effect) + " is the second of " + intent.idempotencyKey());
            }
            if (effect.call().sentAt().isAfter(intent.notAfter())) {
                violations.add("I6 " + describe(effect) + " was sent after " + intent.notAfter());
            }
        }
    }

    private Optional<SimulatedLedger.Written> intentOf(Effect effect) {
        return ledger.log().stream()
                .filter(written -> !written.at().isAfter(effect.call().sentAt()))
                .filter(written -> written.entry() instanceof LedgerEntry.Intent intent && isOf(effect, intent))
                .findFirst();
    }

    private static boolean isOf(Effect effect, LedgerEntry.Intent intent) {
        if (effect.verb().equals("patch")) {
            return intent.idempotencyKey().equals(effect.key());
        }
        return uidOf(intent.action()).map(effect.uid()::equals).orElse(false);
    }

    /** Of the pod it takes away; empty for actions of another kind. */
    private static Optional<String> uidOf(Action action) {
        if (action instanceof Action.DeletePod delete) {
            return Optional.of(delete.uid());
        }
        return action instanceof Action.EvictPod evict ? Optional.of(evict.uid()) : Optional.empty();
    }

    /** What is said to have happened did, and what is said not to have happened did not. */
    private void resultsAreTrue() {
        Map<String, LedgerEntry.Intent> intents = new LinkedHashMap<>();
        for (LedgerEntry entry : ledger.entries()) {
            if (entry instanceof LedgerEntry.Intent intent) {
                intents.put(intent.id(), intent);
            } else if (entry instanceof LedgerEntry.Result result && intents.containsKey(result.intentId())) {
                check(result, intents.get(result.intentId()));
            }
        }
    }

    private void check(LedgerEntry.Result result, LedgerEntry.Intent intent) {
        boolean marked = api.effects().stream().anyMatch(effect -> isOf(effect, intent));
        boolean happened = api.effects().stream().anyMatch(effect -> !effect.mark() && isOf(effect, intent));
        boolean saysNo =
                List.of(Outcome.DENIED, Outcome.FAILED, Outcome.EXPIRED).contains(result.outcome());
        if (saysNo && happened) {
            violations.add("the ledger says " + result.outcome() + " of "
                    + intent.action().describe() + ", and it happened");
        }
        if (result.outcome() == Outcome.SUCCEEDED && !marked && !isSo(intent.action())) {
            violations.add("the ledger says " + result.outcome() + " of "
                    + intent.action().describe() + ", and it never was");
        }
    }

    /** Somebody else may have done the same: another scaled it, or the pod went by itself. */
    private boolean isSo(Action action) {
        if (action instanceof Action.Scale scale) {
            return api.wasScaledTo(Town.pathOf(scale.target()), scale.to());
        }
        return uidOf(action).map(uid -> !api.hasUid(uid)).orElse(false);
    }

    private void nothingAfterStop() {
        for (Town.Stop stop : town.stops()) {
            for (Effect effect : api.effects()) {
                Instant sentAt = effect.call().sentAt();
                boolean after = sentAt.isAfter(stop.from().plus(STOP_WITHIN));
                if (after && (stop.until() == null || sentAt.isBefore(stop.until()))) {
                    violations.add("I4 " + describe(effect) + " was sent although stopped at " + stop.from());
                }
            }
        }
    }

    private void epochsNeverDecrease() {
        Map<String, Long> highest = new HashMap<>();
        for (Effect effect : api.effects()) {
            ApiCall call = effect.call();
            long epoch = effect.fence() > 0 ? effect.fence() : ledger.epochOf(call.sender(), call.sentAt());
            long before = highest.getOrDefault(effect.uid(), 0L);
            if (epoch < before && !effect.verb().equals(SimulatedApi.EVICT_UNREADY)) {
                violations.add("I5 " + describe(effect) + " under epoch " + epoch + " follows one under " + before);
            }
            highest.put(effect.uid(), Math.max(epoch, before));
        }
    }

    private void everyPlanEnds() {
        Book book = book();
        for (RemediationPlan plan : scenario.plans()) {
            Optional<PlanRecord> record = book.plan(plan.id());
            if (record.isEmpty()) {
                violations.add("I7 the plan of " + plan.incidentId() + " is not on the ledger at all");
                continue;
            }
            if (isOwed(plan, book)) {
                violations.add("I7 the plan of " + plan.incidentId() + " did not help and is not taken back");
            }
        }
        for (PlanRecord record : book.plans()) {
            if (!record.finished()) {
                violations.add("I7 plan " + record.planId() + " has not come to an end: "
                        + record.entries().stream()
                                .map(entry -> entry.getClass().getSimpleName())
                                .toList());
            }
            record.unsettled()
                    .forEach(intent -> violations.add(
                            "lost: " + intent.action().describe() + " of " + intent.incidentId() + " has no result"));
        }
    }

    private void replayGivesTheSame(Book last) {
        Book book = book();
        for (PlanRecord record : last == null ? List.<PlanRecord>of() : last.plans()) {
            boolean same = book.plan(record.planId())
                    .map(read -> ids(read).equals(ids(record)))
                    .orElse(false);
            if (!same) {
                violations.add("I8 plan " + record.planId() + " is another when read from the ledger");
            }
        }
    }

    private static List<String> ids(PlanRecord record) {
        return record.entries().stream().map(LedgerEntry::id).toList();
    }

    private static String describe(Effect effect) {
        return effect.verb() + " of " + effect.path().substring(effect.path().lastIndexOf('/') + 1) + " by "
                + effect.call().sender();
    }
}
