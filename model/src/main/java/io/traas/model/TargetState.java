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
 * @param pool of a node: the group it is bought and upgraded with; empty for workloads and when unknown
 * @param site of a node: the region or data centre; empty for workloads and when unknown
 * @param role {@link #CONTROL_PLANE} of a node, {@link #PLATFORM} of a workload of this platform; empty for all others
 * @param templateOwner the delivery tool that puts its own pod template back (Argo CD, Flux, Helm); empty when none or
 *     unknown
 * @param replicasOwner the same for the replica count
 * @param clusterFollowedAt when collectors, as they told this, last followed the whole of its cluster; null when they did
 *     not say. A state told again with nothing new but this means that they still do.
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
        List<PodState> pods,
        String pool,
        String site,
        String role,
        String templateOwner,
        String replicasOwner,
        Instant clusterFollowedAt) {

    /** Role of a node that runs the cluster itself. */
    public static final String CONTROL_PLANE = "control-plane";

    /** Role of a workload that is a part of this platform. */
    public static final String PLATFORM = "platform";

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
        // Records of before these were told apart do not have them.
        pool = pool == null ? "" : pool;
        site = site == null ? "" : site;
        role = role == null ? "" : role;
        templateOwner = templateOwner == null ? "" : templateOwner;
        replicasOwner = replicasOwner == null ? "" : replicasOwner;
    }

    /** An ordinary workload or node in no known pool or site, which no delivery tool owns. */
    public TargetState(
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
        this(
                target,
                uid,
                observedAt,
                deleted,
                desired,
                ready,
                revision,
                previousRevision,
                rollingOut,
                paused,
                unschedulable,
                autoscaled,
                maxReplicas,
                disruptionsAllowed,
                autonomy,
                zone,
                dependencies,
                pods,
                "",
                "",
                "",
                "",
                "",
                null);
    }

    /** The same, observed at another instant. */
    public TargetState at(Instant instant) {
        return timed(instant, clusterFollowedAt);
    }

    /** The same, told by collectors that last followed the whole cluster at this instant, or do not say. */
    public TargetState followed(Instant instant) {
        return timed(observedAt, instant);
    }

    /** Whether the cluster says the same in both, whenever it did. */
    public boolean saysTheSameAs(TargetState other) {
        return equals(other.timed(observedAt, clusterFollowedAt));
    }

    private TargetState timed(Instant observed, Instant followed) {
        return new TargetState(
                target,
                uid,
                observed,
                deleted,
                desired,
                ready,
                revision,
                previousRevision,
                rollingOut,
                paused,
                unschedulable,
                autoscaled,
                maxReplicas,
                disruptionsAllowed,
                autonomy,
                zone,
                dependencies,
                pods,
                pool,
                site,
                role,
                templateOwner,
                replicasOwner,
                followed);
    }
}
