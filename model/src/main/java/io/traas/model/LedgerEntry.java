package io.traas.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

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

    /**
     * One question the guard asked: its invariant, the answer, the numbers.
     *
     * @param detail one sentence for people
     * @param reason for machines, why it does not hold, for example {@code purse-overdrawn}; empty when it holds
     * @param parameters what the reason is about, for example {@code cap} and {@code underWay}
     */
    record GuardCheck(String name, boolean ok, String detail, String reason, Map<String, String> parameters) {
        public GuardCheck {
            // Entries of before reasons were written down do not have them.
            reason = reason == null ? "" : reason;
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }

        public GuardCheck(String name, boolean ok, String detail) {
            this(name, ok, detail, "", Map.of());
        }
    }

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

    /** About to act: written before the call. {@code epoch} is the fence of the executor that wrote it. */
    record Intent(
            String id,
            String incidentId,
            String planId,
            Instant at,
            int step,
            Action action,
            String idempotencyKey,
            long epoch)
            implements LedgerEntry {}

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

    /** The sign of life reached the last stage. */
    record HeartbeatSeen(String id, String incidentId, String planId, Instant at, long sequence)
            implements LedgerEntry {}
}
