package io.traas.model;

import java.time.Instant;
import java.util.List;

/**
 * One line of the truth about what was done. Append-only. An {@link Intent} is on the ledger before any call; every
 * intent is followed by exactly one {@link Result}.
 */
public sealed interface LedgerEntry {

    /** Unique; derived from content so that writing it twice is harmless. */
    String id();

    String incidentId();

    /** The plan it belongs to; the heartbeat's own id for heartbeats. */
    String planId();

    Instant at();

    /** The guard's word on a plan. Refused plans end here. */
    record Guarded(
            String id,
            String incidentId,
            String planId,
            Instant at,
            String runbook,
            int rung,
            boolean allowed,
            List<GuardCheck> checks)
            implements LedgerEntry {
        public Guarded {
            checks = List.copyOf(checks);
        }
    }

    /** One question the guard asked: its invariant, the answer, the numbers. */
    record GuardCheck(String name, boolean ok, String detail) {}

    /** A person is asked. Plan null: nothing known fits and somebody has to look. */
    record ApprovalAsked(
            String id,
            String incidentId,
            String planId,
            Instant at,
            RemediationPlan plan,
            String why,
            Instant expiresAt)
            implements LedgerEntry {}

    /** The person's answer, or the lapse of the question. */
    record ApprovalAnswered(
            String id, String incidentId, String planId, Instant at, boolean approved, String by, String why)
            implements LedgerEntry {}

    /**
     * About to act: written before the call.
     *
     * @param step of the plan, from 0
     * @param idempotencyKey of incident, rung, step, action and target: the effect happens at most once for it
     * @param epoch of the executor that wrote it
     * @param targetUid identity the target must still have; empty when it was not known
     * @param because the condition that justified it, as the plan says it
     * @param notAfter when it is too late to send it; null in entries from before it was recorded
     */
    record Intent(
            String id,
            String incidentId,
            String planId,
            Instant at,
            int step,
            Action action,
            String idempotencyKey,
            long epoch,
            String targetUid,
            String because,
            Instant notAfter)
            implements LedgerEntry {
        public Intent {
            targetUid = targetUid == null ? "" : targetUid;
            because = because == null ? "" : because;
        }
    }

    /** What became of an intent. {@code intentId} names it. */
    record Result(
            String id,
            String incidentId,
            String planId,
            Instant at,
            String intentId,
            Outcome outcome,
            String reason,
            String detail)
            implements LedgerEntry {}

    /** Whether the plan helped, with the measured evidence in plain sentences. */
    record Verified(
            String id,
            String incidentId,
            String planId,
            Instant at,
            String runbook,
            int rung,
            Verdict verdict,
            Instant recoveredAt,
            List<String> evidence)
            implements LedgerEntry {
        public Verified {
            evidence = List.copyOf(evidence);
        }
    }

    /** Handed to a person for good. */
    record Escalated(String id, String incidentId, String planId, Instant at, String why) implements LedgerEntry {}

    /**
     * A replica became the one that acts. Whatever follows was written by it, until the next of these; writers of lower
     * epochs are fenced off.
     *
     * @param incidentId empty, it is about none
     * @param planId {@code take-over-<epoch>}
     * @param epoch one more than the last on the ledger
     * @param replica which one, for people
     */
    record TookOver(String id, String incidentId, String planId, Instant at, long epoch, String replica)
            implements LedgerEntry {

        public static TookOver of(long epoch, String replica, Instant at) {
            String id = "take-over-" + epoch;
            return new TookOver(id, "", id, at, epoch, replica);
        }
    }

    /** The sign of life reached the last stage. */
    record HeartbeatSeen(String id, String incidentId, String planId, Instant at, long sequence)
            implements LedgerEntry {}
}
