package io.traas.remediation.failover;

/** What came of trying a step once. */
sealed interface StepOutcome {

    /** @param move with what was learnt */
    record Done(Move move) implements StepOutcome {}

    /** To be tried again while there is time. */
    record NotYet(String why) implements StepOutcome {}

    /** Trying again would not help. */
    record Impossible(String why) implements StepOutcome {}
}
