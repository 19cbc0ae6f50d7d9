package io.traas.model;

import java.time.Instant;

/**
 * One pod of a workload as the cluster sees it.
 *
 * @param phase Pending, Running, Succeeded, Failed or Unknown
 * @param reason waiting or last termination reason (CrashLoopBackOff, OOMKilled, Error), empty when fine
 * @param revision revision of the workload's template it runs, 0 when unknown
 * @param terminating deletion was asked for
 */
public record PodState(
        String name,
        String uid,
        String node,
        String zone,
        String phase,
        boolean ready,
        boolean terminating,
        int restarts,
        String reason,
        long revision,
        Instant startedAt) {

    public PodState {
        Check.notBlank("pod.name", name);
        Check.notNull("pod.uid", uid);
        Check.notNull("pod.node", node);
        Check.notNull("pod.zone", zone);
        Check.notNull("pod.phase", phase);
        Check.atLeast("pod.restarts", 0, restarts);
        Check.notNull("pod.reason", reason);
        Check.notNull("pod.startedAt", startedAt);
    }
}
