package io.traas.remediation.act;

import io.traas.model.Action;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * One call to be made, with everything that fences it.
 *
 * @param targetUid identity the target must still have; empty when it was not known
 * @param idempotencyKey written on the target where it survives the action, so that a repeat is recognised
 * @param epoch of the executor
 * @param namespaces that opted in; pods of others are left where they are
 * @param deadline until when a refusal that may pass (a disruption budget) is worth another try
 * @param runbook whose plan it belongs to, which may be stopped by name; empty when unknown
 */
public record Step(
        Action action,
        String targetUid,
        String idempotencyKey,
        long epoch,
        Set<String> namespaces,
        Instant deadline,
        String runbook) {

    public Step {
        Objects.requireNonNull(action, "step.action is missing");
        Objects.requireNonNull(targetUid, "step.targetUid is missing");
        Objects.requireNonNull(idempotencyKey, "step.idempotencyKey is missing");
        namespaces = Set.copyOf(namespaces);
        Objects.requireNonNull(deadline, "step.deadline is missing");
        Objects.requireNonNull(runbook, "step.runbook is missing");
    }

    public Step(
            Action action,
            String targetUid,
            String idempotencyKey,
            long epoch,
            Set<String> namespaces,
            Instant deadline) {
        this(action, targetUid, idempotencyKey, epoch, namespaces, deadline, "");
    }
}
