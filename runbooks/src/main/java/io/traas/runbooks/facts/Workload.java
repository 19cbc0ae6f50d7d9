package io.traas.runbooks.facts;

import io.traas.model.Target;

/**
 * A workload of the incident, as the cluster and the symptoms describe it.
 *
 * @param suspect the incident is located here, or it is the likeliest suspect
 * @param pods pods that are meant to serve: neither terminating nor finished
 * @param podsTroubled of these, pods with an open symptom of their own
 * @param podsUnresponsive of these, pods that do not answer
 * @param unresponsiveShare {@code podsUnresponsive / pods}, in [0, 1]
 * @param podsOdd pods that behave unlike their peers
 * @param podsCrashing pods whose container ended by itself and is down again, or came up within the last five minutes
 * @param podsOutOfMemory pods whose container ended for want of memory
 * @param oneOddPod exactly one pod stands out among several of the same revision, and no roll-out is under way: the
 *     pod is ill, not the release
 * @param canRollBack there is an older revision
 * @param canScaleUp no autoscaler owns the count, and the workload's own limit leaves room
 * @param scaleTo twice the replicas, at most the workload's own limit
 */
public record Workload(
        Target target,
        boolean suspect,
        long desired,
        long ready,
        long revision,
        long previousRevision,
        boolean rollingOut,
        long pods,
        long podsTroubled,
        long podsUnresponsive,
        double unresponsiveShare,
        long podsOdd,
        long podsCrashing,
        long podsOutOfMemory,
        boolean oneOddPod,
        boolean canRollBack,
        boolean canScaleUp,
        long scaleTo)
        implements Fact {}
