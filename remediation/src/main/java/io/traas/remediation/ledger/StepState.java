package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;

/** Where one step of a plan stands, by the ledger. Immutable. */
public sealed interface StepState {

    LedgerEntry.Intent intent();

    /** About to be sent, or sent: nobody wrote down what became of it. */
    record Intended(LedgerEntry.Intent intent) implements StepState {

        Ended end(LedgerEntry.Result result) {
            return new Ended(intent, result);
        }
    }

    /** It is known what became of it. */
    record Ended(LedgerEntry.Intent intent, LedgerEntry.Result result) implements StepState {

        /** True when the plan may go on. */
        boolean well() {
            return result.outcome() == Outcome.SUCCEEDED || result.outcome() == Outcome.SKIPPED;
        }

        /** True when a person has to look: it is not known, or was not done in time, what was begun. */
        boolean needsPerson() {
            return result.outcome() == Outcome.UNKNOWN || result.outcome() == Outcome.EXPIRED;
        }
    }
}
