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
        APPROVAL_NEEDED(true),
        HUMAN_NEEDED(true),
        REFUSED(false),
        FAILED(false),
        ESCALATED(true),
        HEALED(false),
        NOT_HEALED(false),
        /** What did not help was taken back. */
        UNDONE(false),
        /** It could not be taken back, or not all of it. */
        NOT_UNDONE(true);

        private final boolean needsAPerson;

        Kind(boolean needsAPerson) {
            this.needsAPerson = needsAPerson;
        }

        /** Whether nothing goes on until a person does something; the others only tell how it goes. */
        public boolean needsAPerson() {
            return needsAPerson;
        }
    }
}
