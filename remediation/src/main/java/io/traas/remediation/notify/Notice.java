package io.traas.remediation.notify;

import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import java.time.Instant;

/**
 * Something a person outside should hear of.
 *
 * @param text one line for people
 * @param incident null when it is no longer known
 * @param plan null when there is none
 */
public record Notice(Kind kind, Instant at, String text, Incident incident, RemediationPlan plan) {

    public enum Kind {
        APPROVAL_NEEDED,
        HUMAN_NEEDED,
        REFUSED,
        FAILED,
        ESCALATED,
        HEALED,
        NOT_HEALED,
        /** What did not help was taken back. */
        UNDONE,
        /** It could not be taken back, or not all of it. */
        NOT_UNDONE
    }
}
