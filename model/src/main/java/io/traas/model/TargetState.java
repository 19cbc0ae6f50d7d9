package io.traas.model;

import java.time.Instant;
import java.util.List;

/**
 * What the cluster says of a workload or node, sent whole whenever it changes. A node is a target of kind Node with
 * desired 1 and ready 0 or 1, its pods being those that run on it.
 *
 * @param uid identity of the object in the cluster; a re-created one has another
 * @param deleted the object is gone; the last state of it
 * @param revision revision of the pod template in force, 0 for nodes
 * @param previousRevision newest older revision one can roll back to, 0 when there is none
 * @param rollingOut the controller has not finished what was asked
 * @param paused a person paused the roll-out
 * @param unschedulable a cordoned node
 * @param autoscaled an autoscaler owns the replica count
 * @param maxReplicas how far the platform may scale, 0 when the workload does not say
 * @param disruptionsAllowed by the tightest disruption budget, -1 when there is none
 * @param autonomy what the namespace opted in to
 * @param zone of a node, empty for workloads
 * @param dependencies workloads it calls
 */
public record TargetState(
        Target target,
        String uid,
        Instant observedAt,
        boolean deleted,
        int desired,
        int ready,
        long revision,
        long previousRevision,
        boolean rollingOut,
        boolean paused,
        boolean unschedulable,
        boolean autoscaled,
        int maxReplicas,
        int disruptionsAllowed,
        Autonomy autonomy,
        String zone,
        List<Target> dependencies,
        List<PodState> pods) {

    public TargetState {
        Check.notNull("state.target", target);
        Check.notNull("state.uid", uid);
        Check.notNull("state.observedAt", observedAt);
        Check.atLeast("state.desired", 0, desired);
        Check.atLeast("state.ready", 0, ready);
        Check.notNull("state.autonomy", autonomy);
        Check.notNull("state.zone", zone);
        dependencies = List.copyOf(dependencies);
        pods = List.copyOf(pods);
    }
}
