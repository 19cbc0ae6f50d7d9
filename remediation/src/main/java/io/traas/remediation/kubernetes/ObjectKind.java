package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** The kinds of object the platform writes, as their API knows them. */
enum ObjectKind {
    CONFIG_MAP("", "v1", "ConfigMap", "configmaps", true),
    CRON_JOB("batch", "v1", "CronJob", "cronjobs", true),
    DEPLOYMENT("apps", "v1", "Deployment", "deployments", true),
    HTTP_ROUTE("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes", true),
    AUTOSCALER("autoscaling", "v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
    JOB("batch", "v1", "Job", "jobs", true),
    NETWORK_POLICY("networking.k8s.io", "v1", "NetworkPolicy", "networkpolicies", true),
    NODE("", "v1", "Node", "nodes", false),
    POD("", "v1", "Pod", "pods", true),
    SERVICE("", "v1", "Service", "services", true),
    VIRTUAL_SERVICE("networking.istio.io", "v1", "VirtualService", "virtualservices", true);

    private final String group;
    private final String version;
    private final String kind;
    private final String plural;
    private final boolean namespaced;

    ObjectKind(String group, String version, String kind, String plural, boolean namespaced) {
        this.group = group;
        this.version = version;
        this.kind = kind;
        this.plural = plural;
        this.namespaced = namespaced;
    }

    /** As in {@code HorizontalPodAutoscaler}. */
    String kind() {
        return kind;
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean namespaced() {
        return namespaced;
    }

    /** Path of all of them in the namespace; of the whole cluster for kinds that live outside of namespaces. */
    String path(String namespace) {
        String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
        return root + (namespaced ? "/namespaces/" + namespace : "") + "/" + plural;
    }

    ResourceDefinitionContext context() {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(namespaced)
                .build();
    }
}
