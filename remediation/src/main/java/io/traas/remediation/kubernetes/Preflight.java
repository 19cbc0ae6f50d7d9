package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.model.Autonomy;
import io.traas.model.stage.Settings;
import io.traas.remediation.kubernetes.rbac.Grant;
import io.traas.remediation.kubernetes.rbac.Grants;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Asks the cluster, before the platform starts, whether the account may do what it will need. Changes nothing.
 */
public final class Preflight implements AutoCloseable {

    private static final String AUTONOMY = "traas.io/autonomy";
    private static final List<String> READ = List.of("get", "list", "watch");

    /** What the shipped runbooks propose. */
    private static final List<String> SHIPPED = List.of(
            "restart-workload", "roll-back", "scale", "delete-pod", "evict-pod", "quarantine-pod", "cordon", "drain");

    private final KubernetesClient client;
    private final String platformNamespace;
    private final List<String> actions;

    /** What the account is asked for. */
    public enum Purpose {
        /** Without it nothing can be watched. */
        OBSERVE,
        /** Without it the platform runs and knows less. */
        CONTEXT,
        ACT
    }

    /**
     * One permission.
     *
     * @param namespace empty for the whole cluster
     * @param name of the one object meant, empty for all of them
     * @param use what it is needed for, for people
     */
    public record Permission(
            Purpose purpose, String verb, String group, String resource, String namespace, String name, String use) {

        /** One line for people. */
        public String describe() {
            return "may not " + verb + " " + resource + (group.isEmpty() ? "" : "." + group)
                    + (namespace.isEmpty() ? "" : " in namespace " + namespace) + ": needed to " + use;
        }
    }

    /**
     * @param asked how many permissions were looked at
     * @param missing those the account lacks
     * @param problem why the cluster could not be asked, empty when it could
     */
    public record Report(int asked, List<Permission> missing, String problem) {
        public Report {
            missing = List.copyOf(missing);
        }

        /** True when everything needed for the purpose is there. */
        public boolean allows(Purpose purpose) {
            return problem.isEmpty() && missing.stream().noneMatch(permission -> permission.purpose() == purpose);
        }

        /** One line each, for the terminal. */
        public List<String> lines() {
            List<String> lines = new ArrayList<>();
            if (!problem.isEmpty()) {
                lines.add("the cluster cannot be asked: " + problem);
            }
            missing.forEach(permission -> lines.add(permission.describe()));
            if (lines.isEmpty()) {
                lines.add("all " + asked + " permissions are granted");
            }
            return lines;
        }
    }

    /** For the actions that the shipped runbooks propose. */
    public Preflight(KubernetesClient client, String platformNamespace) {
        this(client, platformNamespace, SHIPPED);
    }

    /** @param actions on the cluster that are to be carried out */
    public Preflight(KubernetesClient client, String platformNamespace, List<String> actions) {
        this.client = Objects.requireNonNull(client, "client is missing");
        this.platformNamespace = Objects.requireNonNull(platformNamespace, "platformNamespace is missing");
        this.actions = List.copyOf(actions);
    }

    /** @throws IllegalArgumentException when the kubeconfig of the settings cannot be used */
    public static Preflight of(Settings settings) {
        List<String> enabled = Stream.of(settings.text(
                                "remediation.actions", "", "actions that are carried out, comma-separated; empty: all")
                        .split("\\s*,\\s*"))
                .filter(Grants.actions()::contains)
                .toList();
        return new Preflight(
                ClusterAccess.from(settings).connect(),
                settings.text("platform.namespace", "traas-system", "namespace of the stop switch's ConfigMap"),
                enabled.isEmpty() ? SHIPPED : enabled);
    }

    /** @param autonomy how far the platform is to go: permissions to act are asked for above observe only */
    public Report run(Autonomy autonomy) {
        List<Permission> needed = new ArrayList<>(toObserve());
        List<Permission> missing = new ArrayList<>();
        try {
            if (autonomy != Autonomy.OBSERVE) {
                needed.addAll(toAct());
            }
            for (Permission permission : needed) {
                if (!granted(permission)) {
                    missing.add(permission);
                }
            }
        } catch (KubernetesClientException e) {
            return new Report(needed.size(), missing, Refusals.text(e));
        }
        return new Report(needed.size(), missing, "");
    }

    private boolean granted(Permission permission) {
        String[] resource = permission.resource().split("/", 2);
        ResourceAttributes attributes = new ResourceAttributesBuilder()
                .withVerb(permission.verb())
                .withGroup(permission.group())
                .withResource(resource[0])
                .withSubresource(resource.length > 1 ? resource[1] : null)
                .withNamespace(permission.namespace().isEmpty() ? null : permission.namespace())
                .withName(permission.name().isEmpty() ? null : permission.name())
                .build();
        SelfSubjectAccessReview review = client.authorization()
                .v1()
                .selfSubjectAccessReview()
                .create(new SelfSubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withResourceAttributes(attributes)
                        .endSpec()
                        .build());
        return review.getStatus() != null
                && Boolean.TRUE.equals(review.getStatus().getAllowed());
    }

    /** As granted by deploy/observe.yaml. */
    static List<Permission> toObserve() {
        List<Permission> all = new ArrayList<>();
        read(all, Purpose.OBSERVE, "", "see what runs", "pods");
        read(all, Purpose.OBSERVE, "apps", "see workloads and their revisions", "deployments", "replicasets");
        read(all, Purpose.CONTEXT, "", "see zones and the loss of nodes", "nodes");
        read(all, Purpose.CONTEXT, "", "see which namespaces opted in", "namespaces");
        read(all, Purpose.CONTEXT, "", "see configuration that is changed in place", "configmaps");
        read(all, Purpose.CONTEXT, "autoscaling", "see who owns the replica count", "horizontalpodautoscalers");
        read(all, Purpose.CONTEXT, "policy", "see disruption budgets", "poddisruptionbudgets");
        return all;
    }

    private static void read(List<Permission> all, Purpose purpose, String group, String use, String... resources) {
        for (String resource : resources) {
            for (String verb : READ) {
                all.add(new Permission(purpose, verb, group, resource, "", "", use));
            }
        }
    }

    /** As granted by deploy/stop-switch.yaml and by the Roles of the actions; what {@link #toObserve} covers is left out. */
    List<Permission> toAct() {
        List<Permission> all = new ArrayList<>();
        all.add(onSwitch("get", "read the stop switch"));
        all.add(onSwitch("patch", "flip the stop switch"));
        addGrants(all, Grant.Scope.CLUSTER, "");
        for (String namespace : optedIn()) {
            addGrants(all, Grant.Scope.NAMESPACE, namespace);
        }
        return all;
    }

    private void addGrants(List<Permission> all, Grant.Scope scope, String namespace) {
        Set<String> seen = new HashSet<>();
        toObserve().forEach(read -> seen.add(key(read.verb(), read.group(), read.resource())));
        actions.stream()
                .flatMap(action -> Grants.of(action).stream())
                .filter(grant -> grant.scope() == scope)
                .sorted(Comparator.comparing(Grant::need))
                .filter(grant -> seen.add(key(grant.verb(), grant.group(), grant.resource())))
                .forEach(grant -> all.add(new Permission(
                        Purpose.ACT, grant.verb(), grant.group(), grant.resource(), namespace, "", grant.why())));
    }

    private static String key(String verb, String group, String resource) {
        return verb + " " + resource + "." + group;
    }

    /** By name; the whole cluster, written as the empty name, when the account may not see the namespaces. */
    private List<String> optedIn() {
        try {
            return client.namespaces().withLabel(AUTONOMY).list().getItems().stream()
                    .map(Namespace::getMetadata)
                    .filter(meta -> meta.getLabels() != null && meta.getLabels().containsKey(AUTONOMY))
                    .filter(meta -> !meta.getLabels().get(AUTONOMY).equalsIgnoreCase(Autonomy.OBSERVE.name()))
                    .map(ObjectMeta::getName)
                    .toList();
        } catch (KubernetesClientException e) {
            if (e.getCode() == Refusals.FORBIDDEN) {
                return List.of("");
            }
            throw e;
        }
    }

    /** By name: roles that name the one ConfigMap grant nothing on the others. */
    private Permission onSwitch(String verb, String use) {
        return new Permission(Purpose.ACT, verb, "", "configmaps", platformNamespace, ConfigMapSwitch.NAME, use);
    }

    @Override
    public void close() {
        client.close();
    }
}
