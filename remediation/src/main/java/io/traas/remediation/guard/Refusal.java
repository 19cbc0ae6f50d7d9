package io.traas.remediation.guard;

import java.util.Locale;

/** Why the guard refuses, for machines. The text on the ledger is {@link #text()}; parameters go with it. */
public enum Refusal {
    /** The stop switch says stop; by, why. */
    STOPPED,
    /** The stop switch cannot be read, which counts as stop. */
    SWITCH_UNREADABLE,
    /** The plan, the platform or a namespace allows less; level. */
    AUTONOMY_TOO_LOW,
    /** A person would have to approve, and has not. */
    NOT_APPROVED,
    /** A change freeze is in force; owner, until. */
    FROZEN,
    PROTECTED_NAMESPACE,
    /** The target is a part of this platform. */
    OWN_PART,
    /** The node carries a part of this platform. */
    OWN_NODE,
    CONTROL_PLANE_NODE,
    /** A person paused the roll-out. */
    ROLLOUT_PAUSED,
    /** A person changed the target lately; by, seconds. */
    PERSON_AT_WORK,
    /** An autoscaler moves the replica count; suggestion. */
    AUTOSCALED,
    /** A delivery tool would put the field back; owner, field, suggestion. */
    OWNED_BY_DELIVERY_TOOL,
    TOO_MANY_STEPS,
    WILDCARD_TARGET,
    UNKNOWN_TARGET,
    TARGET_GONE,
    /** Two steps are the same one. */
    REPEATED_STEP,
    /** Nothing could tell whether it helped. */
    NOT_VERIFIABLE,
    TOO_LATE,
    /** The incident is not open any more. */
    NO_LONGER_NEEDED,
    /** A later rung of the same incident was begun. */
    SUPERSEDED,
    /** The target is another object, or of another revision, than the one decided on. */
    TARGET_CHANGED,
    CLOCK_JUMPED,
    CLOCK_BEHIND,
    NO_STATE,
    /** Nothing is heard from the collectors. */
    NOTHING_HEARD,
    /** What is known of a cluster may be frozen; cluster, seconds. */
    CLUSTER_NOT_FOLLOWED,
    /** The collectors miss too many of the pods that are not in trouble. */
    HALF_BLIND,
    /** An incident about the platform's own sight is open. */
    OBSERVER_INCIDENT,
    /** Too many sources of the evidence are missing. */
    THIN_EVIDENCE,
    /** Too few independent observers agree. */
    UNCONFIRMED,
    /** Slow is not dead. */
    ONLY_SLOW,
    /** A reversible cure was not tried first. */
    REVERSIBLE_FIRST,
    /** More would be disrupted than the purse of an account holds; account, cap, underWay, wanted. */
    PURSE_OVERDRAWN,
    LAST_REPLICA,
    /** More replicas than the workload allows. */
    ABOVE_MAXIMUM,
    /** Too large a share of a domain looks bad; domain, bad, size. */
    CORRELATED_FAILURE,
    /** Everything looks dead. */
    OBSERVER_SUSPECTED,
    STORM,
    /** More than one failure domain at a time. */
    SEVERAL_DOMAINS,
    SHRINK_DURING_INCIDENT,
    COOLING_DOWN,
    BREAKER_OPEN,
    /** The replacement fell ill in the same way, and its replacement too. */
    FAULT_FOLLOWS,
    /** No token is left in the bucket of the platform. */
    OUT_OF_BUDGET,
    /** The canary, which every guard must refuse, was let through. */
    CANARY_PASSED,
    GUARD_FAILED,
    GUARD_TOO_SLOW;

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
