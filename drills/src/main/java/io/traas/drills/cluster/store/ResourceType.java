package io.traas.drills.cluster.store;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.Arrays;
import java.util.Optional;

/** The kinds of object this cluster knows. Kinds marked "stored" have no controller: nothing acts on them. */
public enum ResourceType {
    NAMESPACE("", "v1", "Namespace", "namespaces", Namespace.class, Trait.CLUSTER, Trait.STATUS),
    NODE("", "v1", "Node", "nodes", Node.class, Trait.CLUSTER, Trait.STATUS),
    POD("", "v1", "Pod", "pods", Pod.class, Trait.GENERATION, Trait.STATUS),
    SERVICE("", "v1", "Service", "services", Service.class, Trait.STATUS),
    ENDPOINTS("", "v1", "Endpoints", "endpoints", Endpoints.class),
    CONFIG_MAP("", "v1", "ConfigMap", "configmaps", ConfigMap.class),
    SECRET("", "v1", "Secret", "secrets", Secret.class),
    SERVICE_ACCOUNT("", "v1", "ServiceAccount", "serviceaccounts", ServiceAccount.class),
    EVENT("", "v1", "Event", "events", Event.class),
    DEPLOYMENT("apps", "v1", "Deployment", "deployments", Deployment.class, Trait.GENERATION, Trait.STATUS),
    REPLICA_SET("apps", "v1", "ReplicaSet", "replicasets", ReplicaSet.class, Trait.GENERATION, Trait.STATUS),
    /** Stored. */
    STATEFUL_SET("apps", "v1", "StatefulSet", "statefulsets", StatefulSet.class, Trait.GENERATION, Trait.STATUS),
    /** Stored. */
    DAEMON_SET("apps", "v1", "DaemonSet", "daemonsets", DaemonSet.class, Trait.GENERATION, Trait.STATUS),
    /** Stored. */
    JOB("batch", "v1", "Job", "jobs", Job.class, Trait.GENERATION, Trait.STATUS),
    /** Stored. */
    CRON_JOB("batch", "v1", "CronJob", "cronjobs", CronJob.class, Trait.GENERATION, Trait.STATUS),
    POD_DISRUPTION_BUDGET(
            "policy",
            "v1",
            "PodDisruptionBudget",
            "poddisruptionbudgets",
            PodDisruptionBudget.class,
            Trait.GENERATION,
            Trait.STATUS),
    ENDPOINT_SLICE("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", EndpointSlice.class, Trait.GENERATION),
    LEASE("coordination.k8s.io", "v1", "Lease", "leases", Lease.class),
    /** Stored. */
    HORIZONTAL_POD_AUTOSCALER(
            "autoscaling",
            "v2",
            "HorizontalPodAutoscaler",
            "horizontalpodautoscalers",
            HorizontalPodAutoscaler.class,
            Trait.STATUS),
    /** Stored: no traffic is ever stopped. */
    NETWORK_POLICY(
            "networking.k8s.io",
            "v1",
            "NetworkPolicy",
            "networkpolicies",
            GenericKubernetesResource.class,
            Trait.GENERATION),
    /** Stored, as if the Gateway API were installed. */
    HTTP_ROUTE(
            "gateway.networking.k8s.io",
            "v1",
            "HTTPRoute",
            "httproutes",
            GenericKubernetesResource.class,
            Trait.GENERATION,
            Trait.STATUS),
    /** Stored, as if Istio were installed. */
    VIRTUAL_SERVICE(
            "networking.istio.io",
            "v1",
            "VirtualService",
            "virtualservices",
            GenericKubernetesResource.class,
            Trait.GENERATION,
            Trait.STATUS),
    /** Stored; what those of deploy/fence.yaml demand is demanded. */
    ADMISSION_POLICY(
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingAdmissionPolicy",
            "validatingadmissionpolicies",
            GenericKubernetesResource.class,
            Trait.CLUSTER,
            Trait.GENERATION,
            Trait.STATUS),
    ADMISSION_POLICY_BINDING(
            "admissionregistration.k8s.io",
            "v1",
            "ValidatingAdmissionPolicyBinding",
            "validatingadmissionpolicybindings",
            GenericKubernetesResource.class,
            Trait.CLUSTER,
            Trait.GENERATION);

    private enum Trait {
        /** Lives outside namespaces. */
        CLUSTER,
        /** Counts changes of its specification in metadata.generation. */
        GENERATION,
        /** Status is written through the status subresource only. */
        STATUS
    }

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;
    private final Class<? extends HasMetadata> model;
    private final boolean namespaced;
    private final boolean countsGenerations;
    private final boolean hasStatus;

    ResourceType(
            String group,
            String version,
            String kind,
            String plural,
            Class<? extends HasMetadata> model,
            Trait... traits) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
        this.model = model;
        this.namespaced = !Arrays.asList(traits).contains(Trait.CLUSTER);
        this.countsGenerations = Arrays.asList(traits).contains(Trait.GENERATION);
        this.hasStatus = Arrays.asList(traits).contains(Trait.STATUS);
    }

    /** The type behind {@code /apis/group/version/plural}, the group empty for {@code /api/v1}. */
    public static Optional<ResourceType> of(String group, String version, String plural) {
        return Arrays.stream(values())
                .filter(type -> type.group.equals(group) && type.version.equals(version) && type.plural.equals(plural))
                .findFirst();
    }

    /** API group, empty for the core group. */
    public String group() {
        return group;
    }

    public String version() {
        return version;
    }

    public String kind() {
        return kind;
    }

    public String plural() {
        return plural;
    }

    /** The class clients know this kind by. */
    public Class<? extends HasMetadata> model() {
        return model;
    }

    public boolean namespaced() {
        return namespaced;
    }

    public boolean countsGenerations() {
        return countsGenerations;
    }

    public boolean hasStatus() {
        return hasStatus;
    }

    /** As it stands in an object: {@code v1} or {@code apps/v1}. */
    public String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    /** As it stands in messages: {@code pods} or {@code deployments.apps}. */
    public String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** As it stands in messages: {@code Pod} or {@code Deployment.apps}. */
    public String qualifiedKind() {
        return group.isEmpty() ? kind : kind + "." + group;
    }
}
