package io.traas.remediation.crash;

/**
 * The boundaries at which the platform may die, by name. Whatever was on one side of a boundary has happened, nothing of
 * the other side has; recovery from each is what the drill proves.
 */
public enum CrashPoint {
    /** A decision was read, nothing of its plan is on the ledger. */
    DECISION_READ,
    /** The guard let the plan through and the ledger was told. */
    GUARD_PASSED,
    /** A person's answer was noted, nothing was done upon it. */
    ANSWER_NOTED,
    /** Entries were sent to the ledger in a transaction that is not committed. */
    ENTRY_UNCOMMITTED,
    /** The intent is durable, the call not prepared. */
    INTENT_DURABLE,
    /** The dry run went well; stop switch, deadline and tenure are looked at next. */
    BEFORE_CHECK,
    /** All was looked at; the request goes out next. */
    BEFORE_SEND,
    /** The request was answered, or its answer was lost; nobody has looked at which. */
    AFTER_SEND,
    /** What became of the step is known here, and not on the ledger. */
    RESULT_KNOWN,
    /** The result is on its way to the ledger. */
    RESULT_NOTED,
    /** The effect is being verified. */
    VERIFYING,
    /** The verdict is known here, and not on the ledger. */
    VERDICT_KNOWN,
    /** Every earlier writer is shut out, the take-over is not on the ledger. */
    WRITERS_FENCED,
    /** The take-over is on the ledger, nothing left open was settled. */
    TAKEN_OVER,
    /** The target of an unsettled intent bears the new epoch, it was not looked at. */
    TARGET_FENCED
}
