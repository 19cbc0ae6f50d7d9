package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.remediation.people.FourEyes;
import java.time.Duration;

/**
 * @param ceiling how far the platform may go at all
 * @param approvalExpiry how long a person has to answer
 * @param maxPlans open at the same time; more are refused
 * @param historyKept how long finished plans count for the guard
 * @param fourEyes which plans take two persons
 * @param remindEvery how often a person is told again of what was handed over; zero for once only
 * @param undo whether what did not help is taken back
 */
record ExecutorLimits(
        Autonomy ceiling,
        Duration approvalExpiry,
        int maxPlans,
        Duration historyKept,
        FourEyes fourEyes,
        Duration remindEvery,
        boolean undo) {

    /** One person answers, is told once, and what did not help is taken back. */
    ExecutorLimits(Autonomy ceiling, Duration approvalExpiry, int maxPlans, Duration historyKept) {
        this(ceiling, approvalExpiry, maxPlans, historyKept, FourEyes.never(), Duration.ZERO, true);
    }

    ExecutorLimits {
        if (maxPlans < 1) {
            throw new IllegalArgumentException("maxPlans is " + maxPlans + ", must be at least 1");
        }
    }
}
