package io.traas.remediation.kubernetes.rbac;

import io.traas.model.Action;
import io.traas.remediation.kubernetes.rbac.Grant.Need;
import io.traas.remediation.kubernetes.rbac.Grant.Scope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each action on the cluster needs, and no more: the one source of the Roles in {@code deploy/act} and of what
 * {@code ./traas rbac} prints. A test carries each action out with exactly this, and again with each verb missing.
 */
public final class Grants {

    private static final String LOOK = "look at it right before, and at whether an earlier try got through";
    private static final String EXPIRE = "find changes whose time is over";
    private static final Grant EVENT =
            new Grant(Need.EVENT, Scope.NAMESPACE, "", "events", "create", "leave an Event on what was touched");

    private static final Map<String, List<Grant>> BY_ACTION = table();

    private Grants() {}

    /** Names of all actions on the cluster, in alphabetical order. */
    public static Set<String> actions() {
        return BY_ACTION.keySet();
    }

    /** @throws IllegalArgumentException when there is no such action on the cluster */
    public static List<Grant> of(String action) {
        List<Grant> grants = BY_ACTION.get(action);
        if (grants == null) {
            throw new IllegalArgumentException("unknown action '" + action + "'; the actions on a cluster are "
                    + String.join(", ", BY_ACTION.keySet()));
        }
        return grants;
    }

    public static List<Grant> of(Action action) {
        return of(action.name());
    }

    private static Map<String, List<Grant>> table() {
        Map<String, List<Grant>> table = new TreeMap<>();
        workloads(table);
        pods(table);
        nodes(table);
        traffic(table);
        jobs(table);
        table.replaceAll((action, grants) -> List.copyOf(grants));
        return Collections.unmodifiableMap(table);
    }

    private static void workloads(Map<String, List<Grant>> table) {
        on(table, "restart-workload")
                .edits("apps", "deployments", "mark the pod template with the time of the restart");
        on(table, "roll-back")
                .edits("apps", "deployments", "put the older pod template in force")
                .needs("apps", "replicasets", "list", "find the template of the older revision");
        on(table, "scale")
                .edits("apps", "deployments", "set the replica count")
                .needs("autoscaling", "horizontalpodautoscalers", "list", "leave alone what an autoscaler owns")
                .expires("apps", "deployments");
        on(table, "set-limit").edits("apps", "deployments", "set the limit in the pod template");
        on(table, "pause-rollout")
                .edits("apps", "deployments", "pause the roll-out")
                .expires("apps", "deployments");
        on(table, "resume-rollout").edits("apps", "deployments", "resume the roll-out");
        on(table, "set-autoscaler-bounds")
                .edits("autoscaling", "horizontalpodautoscalers", "move its bounds")
                .needs("apps", "deployments", "get", "read how far the workload may be scaled")
                .expires("autoscaling", "horizontalpodautoscalers");
        on(table, "set-config").edits("", "configmaps", "set the key").expires("", "configmaps");
    }

    private static void pods(Map<String, List<Grant>> table) {
        on(table, "delete-pod")
                .needs("", "pods", "get", LOOK)
                .needs("", "pods", "delete", "delete the pod")
                .takesOver("", "pods");
        on(table, "evict-pod")
                .needs("", "pods", "get", LOOK)
                .needs("", "pods/eviction", "create", "ask for the pod to go, within its disruption budget")
                .takesOver("", "pods");
        on(table, "quarantine-pod")
                .edits("", "pods", "take off the labels it is selected by")
                .needs("apps", "replicasets", "get", "see by which labels its owner selects it")
                .needs("", "services", "list", "see by which labels Services select it")
                .expires("", "pods");
        on(table, "release-pod").edits("", "pods", "put its labels back");
        on(table, "isolate-pod")
                .edits("", "pods", "give it the label its network policy selects")
                .needs("networking.k8s.io", "networkpolicies", "get", "see whether the policy is there already")
                .needs("networking.k8s.io", "networkpolicies", "create", "create the policy that denies all traffic")
                .expires("", "pods");
        on(table, "rejoin-pod").edits("", "pods", "take the label off again");
    }

    private static void nodes(Map<String, List<Grant>> table) {
        onNodes(table, "cordon", "close the node");
        onNodes(table, "uncordon", "open the node");
        onNodes(table, "drain", "close the node, and open it again when it cannot be emptied")
                .add(Need.ACTION, Scope.CLUSTER, "", "pods", "list", "see which pods run on the node")
                .needs("", "pods", "get", "look at each pod right before")
                .needs("", "pods/eviction", "create", "ask for each pod to go, within its disruption budget")
                .takesOver("", "pods");
        onNodes(table, "add-taint", "add the taint").add(Need.EXPIRY, Scope.CLUSTER, "", "nodes", "list", EXPIRE);
        onNodes(table, "remove-taint", "take the taint off");
    }

    private static void traffic(Map<String, List<Grant>> table) {
        on(table, "switch-service")
                .edits("", "services", "point it at other pods")
                .needs("", "pods", "list", "see that somebody answers there")
                .expires("", "services");
        on(table, "shift-http-route")
                .edits("gateway.networking.k8s.io", "httproutes", "set the weights")
                .expires("gateway.networking.k8s.io", "httproutes");
        on(table, "shift-virtual-service")
                .edits("networking.istio.io", "virtualservices", "set the weights")
                .expires("networking.istio.io", "virtualservices");
    }

    private static void jobs(Map<String, List<Grant>> table) {
        on(table, "run-job")
                .needs("batch", "cronjobs", "get", "read the template")
                .needs("batch", "jobs", "get", "see whether it was started before")
                .needs("batch", "jobs", "create", "start the job");
        on(table, "rerun-job")
                .needs("batch", "jobs", "get", "read the job that failed, and see whether it was started again before")
                .needs("batch", "jobs", "create", "start the job");
        on(table, "delete-job").needs("batch", "jobs", "get", LOOK).needs("batch", "jobs", "delete", "delete the job");
        on(table, "suspend-cron-job").edits("batch", "cronjobs", "suspend it").expires("batch", "cronjobs");
        on(table, "resume-cron-job").edits("batch", "cronjobs", "resume it");
    }

    private static Lines on(Map<String, List<Grant>> table, String action) {
        return lines(table, action).add(EVENT);
    }

    private static Lines lines(Map<String, List<Grant>> table, String action) {
        List<Grant> grants = new ArrayList<>();
        table.put(action, grants);
        return new Lines(grants);
    }

    private static Lines onNodes(Map<String, List<Grant>> table, String action, String why) {
        return lines(table, action)
                .add(Need.ACTION, Scope.CLUSTER, "", "nodes", "get", LOOK)
                .add(Need.ACTION, Scope.CLUSTER, "", "nodes", "patch", why);
    }

    /** Builds the list of one action. */
    private record Lines(List<Grant> grants) {

        Lines add(Grant grant) {
            grants.add(grant);
            return this;
        }

        Lines add(Need need, Scope scope, String group, String resource, String verb, String why) {
            return add(new Grant(need, scope, group, resource, verb, why));
        }

        Lines needs(String group, String resource, String verb, String why) {
            return add(Need.ACTION, Scope.NAMESPACE, group, resource, verb, why);
        }

        Lines edits(String group, String resource, String why) {
            return needs(group, resource, "get", LOOK).needs(group, resource, "patch", why);
        }

        Lines takesOver(String group, String resource) {
            String why = "bar a replica that lost its turn from it, before what that left open is settled";
            return add(Need.TAKE_OVER, Scope.NAMESPACE, group, resource, "patch", why);
        }

        Lines expires(String group, String resource) {
            return add(Need.EXPIRY, Scope.NAMESPACE, group, resource, "list", EXPIRE);
        }
    }
}
