package io.traas.drills.bank;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.cluster.PracticeCluster;

/**
 * Somebody who changes the bank's objects, under a name of their own: the delivery pipeline, or a person. Thread-safe.
 */
public final class Author implements AutoCloseable {

    private final KubernetesClient client;
    private final String fieldManager;

    private Author(PracticeCluster cluster, String userAgent, String fieldManager) {
        Config config = new ConfigBuilder(Config.fromKubeconfig(cluster.kubeconfig()))
                .withUserAgent(userAgent)
                .withRequestRetryBackoffLimit(0)
                .build();
        this.client = new KubernetesClientBuilder().withConfig(config).build();
        this.fieldManager = fieldManager;
    }

    /** The delivery pipeline. */
    public static Author pipeline(PracticeCluster cluster) {
        return new Author(cluster, "deployer/1.0", "deployer");
    }

    /** A person at a terminal who uses {@code kubectl set} and {@code kubectl edit}. */
    public static Author person(PracticeCluster cluster, String command) {
        return new Author(cluster, "kubectl/v1.32.0 (linux/amd64)", "kubectl-" + command);
    }

    /** To read, and to write what has no method here. */
    public KubernetesClient client() {
        return client;
    }

    /** A new image for the workload: its pods are replaced one by one. */
    public void setImage(Workload workload, String image) {
        patchContainer(workload, "{\"name\":\"" + workload.name() + "\",\"image\":\"" + image + "\"}");
    }

    /** A new ConfigMap, and the workload refers to it from now on. */
    public void configure(Workload workload, ConfigMap config) {
        client.configMaps().inNamespace(workload.namespace()).resource(config).create();
        useConfig(workload, config.getMetadata().getName());
    }

    /** Another, existing ConfigMap for the workload. */
    void useConfig(Workload workload, String configMap) {
        patchContainer(
                workload,
                "{\"name\":\"" + workload.name() + "\",\"envFrom\":[{\"configMapRef\":{\"name\":\"" + configMap
                        + "\"}}]}");
    }

    /** An annotation on the pod template, which replaces the pods though nothing else changes. */
    public void annotateTemplate(Workload workload, String key, String value) {
        patch(
                workload,
                "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"" + key + "\":\"" + value + "\"}}}}}");
    }

    /** Another number of replicas. */
    public void scale(Workload workload, int replicas) {
        patch(workload, "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    private void patchContainer(Workload workload, String container) {
        patch(workload, "{\"spec\":{\"template\":{\"spec\":{\"containers\":[" + container + "]}}}}");
    }

    private void patch(Workload workload, String json) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(PatchType.STRATEGIC_MERGE)
                .withFieldManager(fieldManager)
                .build();
        client.apps()
                .deployments()
                .inNamespace(workload.namespace())
                .withName(workload.name())
                .patch(context, json);
    }

    @Override
    public void close() {
        client.close();
    }
}
