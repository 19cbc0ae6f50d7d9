package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.Target;
import io.traas.remediation.act.Gate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The one door every write to the cluster goes through: a server-side dry run, then the {@link Gate}, then the request itself. Conflicts and throttling are tried again until the deadline of the step, each time from a fresh look
 * at the object.
 */
final class Writes {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final int MAX_CONFLICTS = 8;

    private final KubernetesClient client;
    private final Gate gate;
    private final Clock clock;
    private final Sleeper sleeper;
    private final CrashPoints crashPoints;

    /** Waiting, so that a test need not. */
    interface Sleeper {
        void sleep(Duration pause) throws InterruptedException;
    }

    /** One request, to be sent with or without effect. */
    interface Request {
        void send(boolean dryRun);

        /** The same for the object as it is after the dry run, where an older version would do harm. */
        default Request renewed() {
            return this;
        }
    }

    /** Looks at the target, checks what must hold, and gives the request; or refuses. */
    interface Preparation {
        Request prepare();
    }

    /** A request was sent and no usable answer came; the object has to be looked at. Never leaves the package. */
    static final class InDoubtException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        InDoubtException(String message) {
            super(message, null, false, false);
        }
    }

    Writes(KubernetesClient client, Gate gate, Clock clock, Sleeper sleeper, CrashPoints crashPoints) {
        this.client = client;
        this.gate = gate;
        this.clock = clock;
        this.sleeper = sleeper;
        this.crashPoints = crashPoints;
    }

    /**
     * Sends what the preparation gives.
     *
     * @throws RefusedException with the result, when it could not be carried out
     * @throws InDoubtException when it was sent and nobody knows what became of it
     */
    void send(String what, Step step, Preparation preparation) {
        Duration pause = FIRST_PAUSE;
        int conflicts = 0;
        while (true) {
            try {
                sendOnce(what, step, preparation.prepare());
                return;
            } catch (KubernetesClientException e) {
                boolean conflict = e.getCode() == Refusals.CONFLICT && ++conflicts <= MAX_CONFLICTS;
                boolean later = e.getCode() == Refusals.TOO_MANY_REQUESTS;
                Duration wait = max(pause, Duration.ofSeconds(Refusals.retryAfterSeconds(e)));
                if (!(conflict || later) || clock.instant().plus(wait).isAfter(step.deadline())) {
                    throw new RefusedException(Refusals.withoutEffect(what, e));
                }
                sleep(what, wait);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
        }
    }

    /** One attempt without retries of its own; throws the client's exception when it certainly had no effect. */
    void sendOnce(String what, Step step, Request request) {
        request.send(true);
        Request real = request.renewed();
        crashPoints.hit(CrashPoint.BEFORE_CHECK);
        gate.refusal(what, step).ifPresent(Writes::refuse);
        // Nothing is asked any more from here on; what happens on the way is for the preconditions and the fence.
        try {
            real.send(false);
        } catch (KubernetesClientException e) {
            if (Refusals.leavesDoubt(e)) {
                throw new InDoubtException(what + ": " + Refusals.text(e));
            }
            throw e;
        } finally {
            crashPoints.hit(CrashPoint.AFTER_SEND);
        }
    }

    /** @param touched what the request changes: for pods leaving a node not the target of the step */
    void refuseWhenStopped(Step step, Target touched) {
        gate.stopped(step, touched).ifPresent(Writes::refuse);
    }

    private static void refuse(StepResult why) {
        throw new RefusedException(why);
    }

    Instant now() {
        return clock.instant();
    }

    void sleep(String what, Duration pause) {
        try {
            sleeper.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RefusedException(StepResult.failed(Reason.TOO_LATE, what + ": the platform is stopping"));
        }
    }

    /**
     * Of an object as it was read. Through its name alone the client would read it once more first, and time would pass
     * between the last look at the stop switch and the request.
     */
    void patch(HasMetadata object, PatchType type, String patch, boolean dryRun) {
        client.resource(object).patch(context(type, dryRun), patch);
    }

    static PatchContext context(PatchType type, boolean dryRun) {
        PatchContext.Builder context =
                new PatchContext.Builder().withPatchType(type).withFieldManager(Marks.FIELD_MANAGER);
        return (dryRun ? context.withDryRun(List.of("All")) : context).build();
    }

    /** For creations that have no typed form with all preconditions. */
    void post(String path, ObjectNode body, boolean dryRun) {
        client.raw(path + query(dryRun), "POST", body.toString());
    }

    /** The dry run has to be asked for in the options: an API server that finds any in the body ignores the query. */
    void delete(String path, ObjectNode options, boolean dryRun) {
        ObjectNode body = options.deepCopy();
        if (dryRun) {
            body.putArray("dryRun").add("All");
        }
        client.raw(path + query(dryRun), "DELETE", body.toString());
    }

    private static String query(boolean dryRun) {
        return (dryRun ? "?dryRun=All&" : "?") + "fieldManager=" + Marks.FIELD_MANAGER;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
