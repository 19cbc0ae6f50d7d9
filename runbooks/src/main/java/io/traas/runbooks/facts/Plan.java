package io.traas.runbooks.facts;

/**
 * Where a rule proposes, and all it can do: the verbs build up one plan, {@link Draft#because} hands it in. Write-only:
 * nothing comes back, nothing happens. Plain Java chooses among the proposals.
 */
public interface Plan {

    /** Puts the pod template before the present one in force again. */
    Draft rollBack(Workload workload);

    /** New pods from the same template, a few at a time. */
    Draft restartWorkload(Workload workload);

    /** Doubles the replicas, at most up to the workload's own limit ({@link Workload#scaleTo}). */
    Draft scaleUp(Workload workload);

    /** The same for one hour; then the count before is put back. */
    Draft scaleUpForOneHour(Workload workload);

    /** Keeps a roll-out where it is for one hour, so that no more pods get the new template. */
    Draft pauseRollout(Workload workload);

    /** Deletes the pod; its owner makes a new one. */
    Draft deletePod(PodTrouble pod);

    /** Deletes the pod unless a disruption budget forbids. */
    Draft evictPod(PodTrouble pod);

    /** Takes the pod out of its service and keeps it for inspection; a new one takes its place. */
    Draft quarantinePod(PodTrouble pod);

    /** Cuts the pod off the network for one day, and keeps it running for inspection. */
    Draft isolatePod(PodTrouble pod);

    /** Pods go to other nodes where they can, for one hour; unlike a cordoned one, the node still takes them in need. */
    Draft avoid(NodeTrouble node);

    /** No new pods on the node. */
    Draft cordon(NodeTrouble node);

    /** Moves the pods off the node, within their disruption budgets. */
    Draft drain(NodeTrouble node);

    /** A plan of at least one step. */
    interface Draft extends Plan {

        /** Hands the plan in, with one sentence for the person who reads it at night. */
        void because(String reason);
    }
}
