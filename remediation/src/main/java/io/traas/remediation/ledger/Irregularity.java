package io.traas.remediation.ledger;

/**
 * Something on the ledger that its writers cannot have written in this order. It is reported and never applied; an open
 * plan it is about goes to a person.
 *
 * @param where the entry, or its position in the log
 */
public record Irregularity(Kind kind, String where, String detail) {

    public enum Kind {
        /** Not an entry of any known version. */
        UNREADABLE,
        /** A result whose intent is not there, or has its result already. */
        RESULT_WITHOUT_INTENT,
        /** A step was begun before the one before it had ended well. */
        GAP,
        /** An intent of another epoch than that of the take-over before it. */
        FOREIGN_EPOCH,
        /** A take-over whose epoch is not higher than the last. */
        EPOCH_WENT_BACK,
        /** Any other entry that may not follow the state its plan is in. */
        OUT_OF_ORDER
    }

    public String describe() {
        return kind + " at " + where + ": " + detail;
    }
}
