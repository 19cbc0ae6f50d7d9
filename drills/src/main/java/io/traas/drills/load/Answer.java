package io.traas.drills.load;

/**
 * What a customer got.
 *
 * @param atMillis when, as Unix time
 * @param latencyMillis how long the customer waited
 * @param success whether it was an answer and not a failure; time-outs are failures
 */
record Answer(long atMillis, long latencyMillis, boolean success) {

    boolean isBad(Objective objective) {
        return !success || latencyMillis > objective.latency().toMillis();
    }
}
