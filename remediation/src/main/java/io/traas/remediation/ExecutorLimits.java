package io.traas.remediation;

import io.traas.model.Autonomy;
import java.time.Duration;

/**
 * @param ceiling how far the platform may go at all
 * @param approvalExpiry how long a person has to answer
 * @param maxPlans open at the same time; more are refused
 * @param historyKept how long finished plans count for the guard
 */
record ExecutorLimits(Autonomy ceiling, Duration approvalExpiry, int maxPlans, Duration historyKept) {

    ExecutorLimits {
        if (maxPlans < 1) {
            throw new IllegalArgumentException("maxPlans is " + maxPlans + ", must be at least 1");
        }
    }
}
