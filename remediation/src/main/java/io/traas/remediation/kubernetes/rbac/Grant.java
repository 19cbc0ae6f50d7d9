package io.traas.remediation.kubernetes.rbac;

import java.util.Objects;

/**
 * One permission an action needs.
 *
 * @param group API group, empty for the core group
 * @param resource plural, with subresource as in {@code pods/eviction}
 * @param verb as RBAC names it
 * @param why what it is used for, for people
 */
public record Grant(Need need, Scope scope, String group, String resource, String verb, String why) {

    /** What is lost without it. */
    public enum Need {
        /** The action itself is refused. */
        ACTION,
        /** A temporary change is not found when its time is over. */
        EXPIRY,
        /** A step that a replica left open when it went away is handed to a person instead of being settled. */
        TAKE_OVER,
        /** No Event is left on what was touched. */
        EVENT
    }

    public enum Scope {
        NAMESPACE,
        CLUSTER
    }

    public Grant {
        Objects.requireNonNull(need, "need is missing");
        Objects.requireNonNull(scope, "scope is missing");
        Objects.requireNonNull(group, "group is missing");
        Objects.requireNonNull(resource, "resource is missing");
        Objects.requireNonNull(verb, "verb is missing");
        Objects.requireNonNull(why, "why is missing");
    }

    /** {@code deployments.apps}, as error messages name it. */
    public String qualifiedResource() {
        return resource + (group.isEmpty() ? "" : "." + group);
    }
}
