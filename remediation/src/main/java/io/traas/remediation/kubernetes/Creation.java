package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.remediation.act.Step;
import java.util.Optional;
import java.util.function.Supplier;

/** Creates objects whose names are derived from what they are for, so that a repeat finds the first one. */
final class Creation {

    private final ApiObjects objects;
    private final Writes writes;

    Creation(ApiObjects objects, Writes writes) {
        this.objects = objects;
        this.writes = writes;
    }

    /**
     * @param wanted looks at what it is made from, each time anew
     * @return false when one of that name was there already
     */
    boolean unlessThere(Step step, ObjectKind kind, Supplier<ApiObject> wanted) {
        String namespace = step.action().target().namespace();
        try {
            writes.send(step.action().describe(), step, () -> {
                ApiObject object = wanted.get();
                if (there(kind, namespace, object.name()).isPresent()) {
                    throw RefusedException.skipped(object.name() + " is there already");
                }
                Fence.onCreated(object, step);
                ObjectNode body =
                        object.tree().put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
                return dryRun -> writes.post(kind.path(namespace), body, dryRun);
            });
            return true;
        } catch (RefusedException e) {
            if (e.result().good()) {
                return false;
            }
            throw e;
        }
    }

    Optional<ApiObject> there(ObjectKind kind, String namespace, String name) {
        return objects.find(kind, namespace, name);
    }
}
