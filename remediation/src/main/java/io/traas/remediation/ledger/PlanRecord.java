package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Everything the ledger says about one plan, in the order it was written. Immutable.
 *
 * @param planId the plan, or the decision when a person was asked without a plan
 */
public record PlanRecord(String planId, List<LedgerEntry> entries) {

    public PlanRecord {
        entries = List.copyOf(entries);
    }

    PlanRecord with(LedgerEntry entry) {
        List<LedgerEntry> more = new ArrayList<>(entries);
        more.add(entry);
        return new PlanRecord(planId, more);
    }

    public List<LedgerEntry.Intent> intents() {
        return all(LedgerEntry.Intent.class);
    }

    public Optional<LedgerEntry.Result> resultOf(LedgerEntry.Intent intent) {
        return all(LedgerEntry.Result.class).stream()
                .filter(result -> result.intentId().equals(intent.id()))
                .findFirst();
    }

    /** Written before a call whose end nobody wrote down. */
    public List<LedgerEntry.Intent> unsettled() {
        return intents().stream().filter(intent -> resultOf(intent).isEmpty()).toList();
    }

    /** Steps that were begun and ended well. */
    public int stepsDone() {
        return (int) intents().stream()
                .map(this::resultOf)
                .flatMap(Optional::stream)
                .filter(result -> result.outcome() == Outcome.SUCCEEDED || result.outcome() == Outcome.SKIPPED)
                .count();
    }

    /** The step that ended the plan early, if one did. */
    public boolean brokenOff() {
        return all(LedgerEntry.Result.class).stream()
                .anyMatch(result -> result.outcome() != Outcome.SUCCEEDED && result.outcome() != Outcome.SKIPPED);
    }

    public Optional<LedgerEntry.ApprovalAsked> asked() {
        return last(LedgerEntry.ApprovalAsked.class);
    }

    public Optional<LedgerEntry.ApprovalAnswered> answered() {
        return last(LedgerEntry.ApprovalAnswered.class);
    }

    /** A person was asked and has not answered yet. */
    public boolean isUnanswered() {
        return intents().isEmpty() && asked().isPresent() && answered().isEmpty();
    }

    public Optional<LedgerEntry.Verified> verified() {
        return last(LedgerEntry.Verified.class);
    }

    public Optional<LedgerEntry.Guarded> lastGuarded() {
        return last(LedgerEntry.Guarded.class);
    }

    /** True when nothing more will be done about it. */
    public boolean finished() {
        boolean refused = lastGuarded().map(guarded -> !guarded.allowed()).orElse(false)
                && intents().isEmpty();
        boolean declined = answered().map(answer -> !answer.approved()).orElse(false);
        boolean asksOnly = asked().map(question -> question.plan() == null).orElse(false);
        return refused
                || declined
                || asksOnly
                || brokenOff()
                || verified().isPresent()
                || last(LedgerEntry.Escalated.class).isPresent();
    }

    private <E extends LedgerEntry> List<E> all(Class<E> type) {
        return entries.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <E extends LedgerEntry> Optional<E> last(Class<E> type) {
        List<E> all = all(type);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }
}
