package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the ledger says about one plan: its entries in the order they were written, and the state they lead to. Immutable.
 *
 * @param planId the plan, or the decision when a person was asked without a plan
 */
public record PlanRecord(String planId, List<LedgerEntry> entries, PlanState state) {

    public PlanRecord {
        entries = List.copyOf(entries);
    }

    /** Nothing written yet. */
    public static PlanRecord empty(String planId) {
        return new PlanRecord(planId, List.of(), new PlanState.Proposed());
    }

    /** @return empty when the entry may not follow what was written before */
    Optional<PlanRecord> with(LedgerEntry entry) {
        return state.after(entry).map(next -> {
            List<LedgerEntry> more = new ArrayList<>(entries);
            more.add(entry);
            return new PlanRecord(planId, more, next);
        });
    }

    /** Nothing more is to be done about it but to tell a person. */
    PlanRecord disputed(Irregularity why) {
        return finished()
                ? this
                : new PlanRecord(
                        planId,
                        entries,
                        new PlanState.NeedsPerson(state.steps(), "the ledger is irregular: " + why.describe()));
    }

    public List<LedgerEntry.Intent> intents() {
        return state.steps().stream().map(StepState::intent).toList();
    }

    public List<LedgerEntry.Result> results() {
        return state.steps().stream()
                .filter(StepState.Ended.class::isInstance)
                .map(step -> ((StepState.Ended) step).result())
                .toList();
    }

    /** When a step was last begun or ended. Only of a plan that was begun. */
    public Instant lastActedAt() {
        return Stream.concat(
                        intents().stream().map(LedgerEntry.Intent::at),
                        results().stream().map(LedgerEntry.Result::at))
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** Written before a call whose end nobody wrote down. */
    public List<LedgerEntry.Intent> unsettled() {
        return state.steps().stream()
                .filter(StepState.Intended.class::isInstance)
                .map(StepState::intent)
                .toList();
    }

    /** Steps that were begun and ended well. */
    public int stepsDone() {
        return (int) state.steps().stream()
                .filter(step -> step instanceof StepState.Ended ended && ended.well())
                .count();
    }

    public Optional<LedgerEntry.ApprovalAsked> asked() {
        return last(LedgerEntry.ApprovalAsked.class);
    }

    public Optional<LedgerEntry.ApprovalAnswered> answered() {
        return last(LedgerEntry.ApprovalAnswered.class);
    }

    public Optional<LedgerEntry.Verified> verified() {
        return last(LedgerEntry.Verified.class);
    }

    /** What it is to take back; empty for a plan of its own. */
    public Optional<LedgerEntry.UndoOwed> undoOwed() {
        return last(LedgerEntry.UndoOwed.class);
    }

    /** Of a plan that takes another one back: the result that ended it before its last step. */
    public Optional<LedgerEntry.Result> undoBroken() {
        return state instanceof PlanState.Undoing undoing ? undoing.broken() : Optional.empty();
    }

    /** Steps with an effect that is known, in their order. */
    public List<LedgerEntry.Intent> withEffect() {
        return state.steps().stream()
                .filter(step ->
                        step instanceof StepState.Ended ended && ended.result().outcome() == Outcome.SUCCEEDED)
                .map(StepState::intent)
                .toList();
    }

    /** Why a person has to be told, when that is all that is left to do. */
    public Optional<String> owedToPerson() {
        return state instanceof PlanState.NeedsPerson owed ? Optional.of(owed.why()) : Optional.empty();
    }

    /** Something was begun, or is owed to the cluster, and has not come to its end. */
    public boolean isUnderWay() {
        return state instanceof PlanState.Acting || state instanceof PlanState.Undoing;
    }

    /** True when nothing more will be done about it. */
    public boolean finished() {
        return state instanceof PlanState.Ended;
    }

    /** Nobody answered in time, and nobody was told of that yet. */
    public boolean lapsed() {
        return endedAs(PlanState.Ending.DECLINED)
                && answered().filter(answer -> answer.by().isEmpty()).isPresent();
    }

    public boolean endedAs(PlanState.Ending how) {
        return state instanceof PlanState.Ended ended && ended.how() == how;
    }

    private <E extends LedgerEntry> Optional<E> last(Class<E> type) {
        return entries.stream().filter(type::isInstance).map(type::cast).reduce((first, second) -> second);
    }
}
