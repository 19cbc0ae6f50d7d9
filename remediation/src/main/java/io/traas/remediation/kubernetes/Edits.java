package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.Target;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;

/**
 * Actions that change fields of one object. Each is written as an edit of the object's JSON; reading, fencing,
 * expiry, dry run and retries are the same for all.
 */
final class Edits {

    private final ApiObjects objects;
    private final Writes writes;

    Edits(ApiObjects objects, Writes writes) {
        this.objects = objects;
        this.writes = writes;
    }

    /** Changes the object given, or refuses: already so ({@link RefusedException#skipped}), or not allowed. */
    interface Edit {
        void apply(ApiObject object);
    }

    /** @param name of the object, in the namespace of the step's target */
    StepResult carryOut(Step step, ObjectKind kind, String name, Edit edit) {
        String what = step.action().describe();
        writes.send(what, step, () -> {
            ApiObject before = meant(step, kind, name);
            if (carries(before, step)) {
                throw RefusedException.skipped("already done: " + what);
            }
            ApiObject after = before.copy();
            try {
                edit.apply(after);
            } catch (RefusedException e) {
                if (!(e.result().good() && Temporary.isTakenBackBy(before, step.action()))) {
                    throw e;
                }
                // Somebody took it back before; only the marks are left to take off.
                after = before.copy();
            }
            // Pods are made by controllers, whatever claims they inherit.
            if (before.kind() != ObjectKind.POD) {
                DeliveryTools.refuseIfOwned(before, MergePatch.between(before.tree(), after.tree()));
            }
            Temporary.mark(after, step.action(), writes.now());
            ObjectNode patch = MergePatch.between(before.tree(), after.tree());
            Fence.around(patch, before, step);
            return dryRun -> objects.patch(before, patch, dryRun);
        });
        return StepResult.done("done: " + what);
    }

    /** True when the object carries the key, or already is as wanted. */
    boolean shows(Step step, ObjectKind kind, String name, Edit edit) {
        ApiObject object = meant(step, kind, name);
        if (carries(object, step)) {
            return true;
        }
        try {
            edit.apply(object);
            return false;
        } catch (RefusedException e) {
            return e.result().reason() == Reason.ALREADY_SO;
        }
    }

    /** Bars earlier executors from the object. */
    void fence(Step step, ObjectKind kind, String name) {
        writes.send("fence " + kind.kind() + " " + name, step, () -> {
            ApiObject object = meant(step, kind, name);
            ObjectNode patch = object.tree().objectNode();
            Fence.epochOnly(patch, object, step);
            return dryRun -> objects.patch(object, patch, dryRun);
        });
    }

    /** The object as it is now, if it is the one meant. */
    ApiObject meant(Step step, ObjectKind kind, String name) {
        Target target = step.action().target();
        ApiObject object = objects.required(kind, target.namespace(), name);
        boolean isTarget = target.is(kind.kind()) && target.name().equals(name);
        if (isTarget && !step.targetUid().isEmpty() && !step.targetUid().equals(object.uid())) {
            throw RefusedException.denied(Reason.CHANGED, target + " is another object than the one decided on");
        }
        if (object.isTerminating()) {
            throw RefusedException.denied(Reason.NOT_FOUND, object.describe() + " is being deleted");
        }
        return object;
    }

    static boolean carries(ApiObject object, Step step) {
        return step.idempotencyKey().equals(object.annotation(Marks.INTENT));
    }
}
