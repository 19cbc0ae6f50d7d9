package io.traas.ui.incidents;

import io.traas.model.FailureClass;
import io.traas.model.Severity;
import io.traas.model.Target;
import java.time.Instant;

/**
 * One row of the incident list.
 *
 * @param attention who has to do something now
 * @param outcome null until there is one
 * @param runbook null until one was chosen
 * @param lastChange text of the newest event
 */
public record IncidentSummary(
        String id,
        String title,
        Target service,
        FailureClass failureClass,
        Severity severity,
        LoopStage stage,
        State state,
        Attention attention,
        Outcome outcome,
        Instant openedAt,
        Instant updatedAt,
        Instant resolvedAt,
        String runbook,
        String lastChange,
        Instants instants) {

    public enum State {
        OPEN,
        RESOLVED
    }

    public enum Attention {
        /** A person has to say yes or no. */
        APPROVAL,
        /** A person has to look. */
        HUMAN,
        /** The platform is at it. */
        AUTO,
        /** Watched only; nobody acts. */
        OBSERVED,
        /** It is over. */
        NONE;

        /** In the list, those that wait for a person come first and what is over comes last. */
        int rank() {
            return switch (this) {
                case APPROVAL, HUMAN -> 0;
                case AUTO, OBSERVED -> 1;
                case NONE -> 2;
            };
        }
    }

    public enum Outcome {
        /** The platform acted and saw it recover. */
        HEALED,
        /** Resolved without any action. */
        SELF_RECOVERED,
        /** Handed to a person. */
        ESCALATED,
        /** The platform acted and it is resolved, but the recovery was not measured. */
        UNVERIFIED
    }

    /** Each is null until known. */
    public record Instants(
            Instant detectedAt,
            Instant locatedAt,
            Instant decidedAt,
            Instant actionStartedAt,
            Instant recoveredAt,
            Instant verifiedAt) {}
}
