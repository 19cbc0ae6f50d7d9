package io.traas.remediation.act;

import io.traas.model.Action;
import io.traas.model.Ids;
import io.traas.model.IsolationAction;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.PlanRecord;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the steps of one plan, one after the other: intent on the ledger, call, result on the ledger. Stops at
 * the first step that does not end well. Also settles what an earlier life of the platform left open: an intent without
 * a result. Thread-safe; blocks while it works.
 */
public final class PlanRunner {

    private static final Logger LOG = LoggerFactory.getLogger(PlanRunner.class);

    private final Ledger ledger;
    private final Cluster cluster;
    private final Clock clock;
    private final Duration stepTimeout;
    private final CrashPoints crashPoints;

    /** @param stepTimeout until when one step is tried again, within its plan's time */
    public PlanRunner(Ledger ledger, Cluster cluster, Clock clock, Duration stepTimeout, CrashPoints crashPoints) {
        this.ledger = ledger;
        this.cluster = cluster;
        this.clock = clock;
        this.stepTimeout = stepTimeout;
        this.crashPoints = crashPoints;
    }

    /**
     * What is needed to carry out a plan besides the plan.
     *
     * @param uids identity of the targets, as far as known
     * @param namespaces that opted in
     * @param undo it takes back another plan of the same rung, whose steps may look the same: a roll-back of a roll-back
     */
    public record Order(
            RemediationPlan plan, Instant notAfter, Map<Target, String> uids, Set<String> namespaces, boolean undo) {
        public Order {
            uids = Map.copyOf(uids);
            namespaces = Set.copyOf(namespaces);
        }
    }

    /**
     * Runs the steps from {@code firstStep} on (from 0).
     *
     * @param needless asked before each further step: what was begun is not gone on with once there is no need
     * @return the result that ended the plan: of the last step, or of the first that did not end well
     * @throws io.traas.remediation.ledger.TenureLostException when another replica has taken over; what is open is its
     * @throws io.traas.remediation.ledger.LedgerUnavailableException when an intent could not be made durable; nothing
     *     was sent for it
     */
    public StepResult run(Order order, int firstStep, BooleanSupplier needless) {
        StepResult last = StepResult.skipped("nothing left to do");
        for (int i = firstStep; i < order.plan().steps().size(); i++) {
            if (i > 0 && needless.getAsBoolean()) {
                return last;
            }
            if (i > firstStep && clock.instant().isAfter(order.notAfter())) {
                return new StepResult(
                        Outcome.EXPIRED,
                        Reason.TOO_LATE,
                        "step " + (i + 1) + " was not begun in time; " + last.detail());
            }
            last = runStep(order, i);
            if (!last.good()) {
                return last;
            }
        }
        return last;
    }

    private StepResult runStep(Order order, int index) {
        RemediationPlan plan = order.plan();
        Step step = stepOf(order, index);
        LedgerEntry.Intent intent = new LedgerEntry.Intent(
                Ids.of("intent", step.idempotencyKey()),
                plan.incidentId(),
                plan.id(),
                clock.instant(),
                index,
                step.action(),
                step.idempotencyKey(),
                step.epoch(),
                step.targetUid(),
                plan.because(),
                order.notAfter());
        ledger.append(intent);
        crashPoints.hit(CrashPoint.INTENT_DURABLE);
        // A slow ledger can hold the intent for longer than the step may take.
        StepResult result = clock.instant().isAfter(step.deadline())
                ? new StepResult(
                        Outcome.EXPIRED,
                        Reason.TOO_LATE,
                        "not sent: the ledger took the intent only after the deadline " + step.deadline() + " of "
                                + step.action().describe())
                : carryOut(step);
        noteResult(intent, result);
        return result;
    }

    /** A lost answer is no reason yet to wake somebody: it is settled at once, as an intent without a result would be. */
    private StepResult carryOut(Step step) {
        StepResult result = cluster.carryOut(step);
        if (result.outcome() != Outcome.UNKNOWN) {
            return result;
        }
        StepResult settled = settle(step, true);
        return new StepResult(settled.outcome(), settled.reason(), settled.detail() + "; before: " + result.detail());
    }

    private Step stepOf(Order order, int index) {
        Action action = identified(order.plan().steps().get(index), order.uids());
        String uid = order.uids().getOrDefault(action.target(), "");
        String key = keyOf(order, index, action, uid);
        return new Step(
                action,
                uid,
                key,
                ledger.epoch(),
                order.namespaces(),
                deadline(action, order.notAfter()),
                order.plan().runbook());
    }

    /** Held back it is tried again for so long, a drain as long as its plan is good; never beyond the time of the plan. */
    private Instant deadline(Action action, Instant notAfter) {
        Instant later = clock.instant().plus(stepTimeout);
        return later.isBefore(notAfter) && !(action instanceof Action.Drain) ? later : notAfter;
    }

    /** Without the runbook's version: an upgrade must not repeat a cure. */
    private static String keyOf(Order order, int step, Action action, String uid) {
        RemediationPlan plan = order.plan();
        return Ids.of(
                order.undo() ? "undo" : "do",
                plan.incidentId(),
                Integer.toString(plan.rung()),
                Integer.toString(step),
                action.name(),
                action.target().toString(),
                uid);
    }

    /** The pod that bears the name now, when the plan named none: the ledger must say which one it was. */
    private static Action identified(Action action, Map<Target, String> uids) {
        String uid = uids.getOrDefault(action.target(), "");
        if (action instanceof Action.DeletePod pod && pod.uid().isEmpty()) {
            return new Action.DeletePod(pod.target(), uid);
        }
        if (action instanceof Action.EvictPod pod && pod.uid().isEmpty()) {
            return new Action.EvictPod(pod.target(), uid);
        }
        if (action instanceof Action.QuarantinePod pod && pod.uid().isEmpty()) {
            return new Action.QuarantinePod(pod.target(), uid, pod.expiresAfterSeconds());
        }
        if (action instanceof IsolationAction.IsolatePod pod && pod.uid().isEmpty()) {
            return new IsolationAction.IsolatePod(pod.target(), uid, pod.expiresAfterSeconds());
        }
        return action;
    }

    /**
     * Settles the intents of one plan that have no result. The target is fenced first, so that a request of an earlier
     * executor that is still on its way comes too late; only then it is looked at: found done, or sent once more with the
     * same key if that is still wanted and in time, or expired, or unknown.
     *
     * @param order what is known of the plan now; empty when only the ledger still knows it
     * @param wanted false when nothing may be sent any more
     * @return the result of the last one settled; empty when there was nothing to settle
     */
    public Optional<StepResult> settle(PlanRecord plan, Optional<Order> order, boolean wanted) {
        Optional<StepResult> last = Optional.empty();
        for (LedgerEntry.Intent intent : plan.unsettled()) {
            StepResult result = settle(stepOf(intent, order), wanted);
            LOG.atInfo()
                    .addKeyValue("intent", intent.id())
                    .addKeyValue("plan", plan.planId())
                    .addKeyValue("outcome", result.outcome())
                    .addKeyValue("detail", result.detail())
                    .log("settled what an earlier executor left open");
            noteResult(intent, result);
            last = Optional.of(result);
        }
        return last;
    }

    private StepResult settle(Step step, boolean wanted) {
        String what = step.action().describe();
        StepResult fenced = cluster.fence(step);
        crashPoints.hit(CrashPoint.TARGET_FENCED);
        Trace trace = cluster.trace(step);
        if (trace == Trace.DONE) {
            return new StepResult(Outcome.SUCCEEDED, Reason.SETTLED, "found done: " + what);
        }
        if (trace == Trace.UNCLEAR) {
            return StepResult.unknown("the cluster does not show whether this happened: " + what + halfDone(step));
        }
        if (!fenced.good()) {
            return StepResult.unknown("not seen done, but a request on its way could not be barred: " + what + "; "
                    + fenced.detail() + halfDone(step));
        }
        StepResult result = wanted && !clock.instant().isAfter(step.deadline())
                ? cluster.carryOut(step)
                : new StepResult(
                        Outcome.EXPIRED,
                        Reason.TOO_LATE,
                        "not seen done, and it is too late or no longer wanted to send it again: " + what
                                + halfDone(step));
        boolean barred = fenced.outcome() == Outcome.SUCCEEDED;
        return barred || result.good()
                ? result
                : StepResult.unknown("not seen done, but the first request may still come; " + result.detail());
    }

    /** What a step of many requests may have left behind, for people. */
    private static String halfDone(Step step) {
        return step.action() instanceof Action.Drain drain
                ? "; " + drain.target() + " may have stayed cordoned with pods on it: look, and uncordon it"
                : "";
    }

    /** As it was intended; intents of older releases know neither the target's identity nor their time. */
    private Step stepOf(LedgerEntry.Intent intent, Optional<Order> order) {
        String known = order.map(Order::uids)
                .orElse(Map.of())
                .getOrDefault(intent.action().target(), "");
        Instant planned = order.map(Order::notAfter).orElse(Instant.EPOCH);
        return new Step(
                intent.action(),
                intent.targetUid().isEmpty() ? known : intent.targetUid(),
                intent.idempotencyKey(),
                ledger.epoch(),
                order.map(Order::namespaces).orElse(Set.of()),
                deadline(intent.action(), intent.notAfter() == null ? planned : intent.notAfter()),
                order.map(wanted -> wanted.plan().runbook()).orElse(""));
    }

    private void noteResult(LedgerEntry.Intent intent, StepResult result) {
        crashPoints.hit(CrashPoint.RESULT_KNOWN);
        ledger.note(new LedgerEntry.Result(
                Ids.of("result", intent.id()),
                intent.incidentId(),
                intent.planId(),
                clock.instant(),
                intent.id(),
                result.outcome(),
                result.reason().text(),
                result.detail()));
        crashPoints.hit(CrashPoint.RESULT_NOTED);
    }
}
