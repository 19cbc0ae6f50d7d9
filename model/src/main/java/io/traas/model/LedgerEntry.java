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

    /**
     * A person is asked. Plan null: nothing known fits and somebody has to look.
     *
     * @param planHash what an approval has to name: of the plan and of what it is about as it was then. Empty in entries
     *     from before approvals were bound
     * @param persons how many different ones have to say yes
     */
    record ApprovalAsked(
            String id,
            String incidentId,
            String planId,
            Instant at,
            RemediationPlan plan,
            String why,
            Instant expiresAt,
            String planHash,
            Integer persons)
            implements LedgerEntry {
        public ApprovalAsked {
            planHash = planHash == null ? "" : planHash;
            persons = persons == null ? 1 : persons;
        }

        /** Of one person, and about nothing that could change. */
        public ApprovalAsked(
                String id,
                String incidentId,
                String planId,
                Instant at,
                RemediationPlan plan,
                String why,
                Instant expiresAt) {
            this(id, incidentId, planId, at, plan, why, expiresAt, "", 1);
        }
    }

    /** A person's yes that did not settle the question, and why not. */
    record ApprovalNoted(
            String id,
            String incidentId,
            String planId,
            Instant at,
            String by,
            String why,
            String planHash,
            ApprovalNote note,
            String detail)
            implements LedgerEntry {}

    enum ApprovalNote {
        /** One of several that are needed. */
        COUNTED,
        /** This person said so already. */
        SAME_PERSON,
        /** Several persons are needed, and this one gave no name to tell them apart. */
        NAMELESS,
        /** Given for another plan than the one that waits, or without saying for which. */
        OTHER_HASH,
        /** What the plan is about has changed since it was shown; it is asked again. */
        TARGET_CHANGED
    }

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

    /**
     * What was done and did not help is to be taken back, as far as it can be. The first entry of the plan that does it.
     *
     * @param planId the plan that takes it back
     * @param undoes the plan whose steps are taken back; empty for a temporary change whose time is over
     * @param plan as it was made then: what the steps changed cannot be told from a later state
     * @param complete false when a step has no inverse, as a pod that was deleted
     */
    record UndoOwed(
            String id,
            String incidentId,
            String planId,
            Instant at,
            String undoes,
            RemediationPlan plan,
            boolean complete)
            implements LedgerEntry {}

    /**
     * What had been done and did not help was taken back, as far as it can be.
     *
     * @param planId the plan that took it back
     * @param undoes the plan whose steps were taken back; empty for a temporary change whose time was over
     * @param complete every step has an inverse and all of them ended well
     */
    record Undone(
            String id, String incidentId, String planId, Instant at, String undoes, boolean complete, String detail)
            implements LedgerEntry {}

    /**
     * A person's command, as it was taken. Answers to questions have entries of their own.
     *
     * @param incidentId of the incident it is about, otherwise empty
     * @param planId {@code command-...}, the command's id
     */
    record Commanded(String id, String incidentId, String planId, Instant at, Command command) implements LedgerEntry {

        public static Commanded of(Command command, Instant at) {
            String incident = command instanceof Command.Acknowledge acknowledged ? acknowledged.incidentId() : "";
            return new Commanded(Ids.of("commanded", command.id()), incident, command.id(), at, command);
        }
    }

    /**
     * There is a stop switch. From then on another one that merely appears is not taken for a person's word to go on.
     *
     * @param planId {@code stop-switch}
     * @param uid identity of its ConfigMap
     */
    record SwitchSeen(String id, String incidentId, String planId, Instant at, String uid) implements LedgerEntry {

        public static SwitchSeen of(String uid, Instant at) {
            return new SwitchSeen(Ids.of("switch", uid), "", "stop-switch", at, uid);
        }
    }

    /**
     * A unit's leader is on the move: all that is known of the move, and the step that is about to be tried or, as the
     * last of a move, how it ended.
     *
     * @param incidentId empty, it is about a unit
     * @param planId the move's id
     * @param kind {@code SWITCHOVER}, {@code FAILOVER} or {@code COMPLETION}
     * @param group of which one unit moves at a time
     * @param source the centre that leads or led, in {@code sourceEpoch}
     * @param target the centre that is to lead, in {@code epoch}; empty until one is chosen
     * @param fencePosition how far the target's log must reach; -1 until known
     * @param step empty when the move is over
     * @param result empty until the move is over
     * @param why it ends before its time; empty when it does not
     */
    record MoveStep(
            String id,
            String incidentId,
            String planId,
            Instant at,
            String kind,
            String unit,
            String group,
            String source,
            long sourceEpoch,
            String target,
            long epoch,
            long fencePosition,
            String step,
            String result,
            String why)
            implements LedgerEntry {
        public MoveStep {
            if (step.isEmpty() == result.isEmpty()) {
                throw new IllegalArgumentException("a move is at a step or over, entry " + id + " of move " + planId
                        + " says step '" + step + "' and result '" + result + "'");
            }
        }

        public boolean isOver() {
            return step.isEmpty();
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
     * @param epoch above the last on the ledger
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
