package io.traas.collectors.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.traas.collectors.translate.ClusterView;
import io.traas.collectors.translate.ConfigMaps;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Follows the objects of the cluster that matter to the platform. Reads only. What cannot be read is retried for ever
 * and named in {@link #problems()}; kinds the platform can do without do not hold up the others.
 */
final class ClusterInformers implements AutoCloseable {

    private static final Duration RESYNC = Duration.ofMinutes(10);

    private final String cluster;
    private final Followed<Deployment> deployments;
    private final Followed<ReplicaSet> replicaSets;
    private final Followed<Pod> pods;
    private final Followed<Node> nodes;
    private final Followed<Namespace> namespaces;
    private final Followed<PodDisruptionBudget> budgets;
    private final Followed<HorizontalPodAutoscaler> autoscalers;
    private final Followed<ConfigMap> configMaps;
    private final List<Followed<?>> all;

    /** @param only namespaces to look at, empty for all */
    ClusterInformers(KubernetesClient client, String cluster, List<String> only) {
        this.cluster = cluster;
        deployments = required("deployments", in(client.apps().deployments(), only));
        replicaSets = required("replicasets", in(client.apps().replicaSets(), only));
        pods = required("pods", in(client.pods(), only));
        nodes = optional("nodes", List.of(client.nodes()), "zones and node losses stay unknown");
        namespaces = optional("namespaces", List.of(client.namespaces()), "autonomy counts as observe everywhere");
        budgets = optional(
                "poddisruptionbudgets",
                in(client.policy().v1().podDisruptionBudget(), only),
                "disruption budgets stay unknown");
        autoscalers = optional(
                "horizontalpodautoscalers",
                in(client.autoscaling().v2().horizontalPodAutoscalers(), only),
                "autoscaled workloads are not recognised");
        configMaps = optional("configmaps", in(client.configMaps(), only), "configuration changed in place is not seen")
                .keeping(ConfigMaps::withoutValues);
        all = List.of(deployments, replicaSets, pods, nodes, namespaces, budgets, autoscalers, configMaps);
    }

    /** @param onChange called often and from any thread */
    void start(Runnable onChange) {
        all.forEach(followed -> followed.start(RESYNC, onChange));
    }

    /** Everything needed has been listed, and everything else has been listed or has been refused. */
    boolean ready() {
        return all.stream().allMatch(Followed::settled);
    }

    /** What cannot be followed now, by resource; empty when all is well. */
    TreeMap<String, String> problems() {
        TreeMap<String, String> problems = new TreeMap<>();
        all.forEach(followed -> followed.problem().ifPresent(problem -> problems.put(followed.resource(), problem)));
        return problems;
    }

    /** Whether something is missing without which the platform sees nothing. */
    boolean impaired() {
        return all.stream()
                .anyMatch(followed -> followed.required() && followed.problem().isPresent());
    }

    /** Whether what is known of any resource is frozen, required or not. */
    boolean lost() {
        return all.stream().anyMatch(Followed::isLost);
    }

    ClusterView view() {
        return new ClusterView(
                cluster,
                new ClusterView.Objects(
                        deployments.objects(),
                        replicaSets.objects(),
                        pods.objects(),
                        nodes.objects(),
                        namespaces.objects(),
                        budgets.objects(),
                        autoscalers.objects(),
                        configMaps.objects()));
    }

    @Override
    public void close() {
        all.forEach(Followed::close);
    }

    private static <T extends HasMetadata> Followed<T> required(String resource, List<Informable<T>> sources) {
        return new Followed<>(resource, sources, true, "nothing can be watched without them");
    }

    private static <T extends HasMetadata> Followed<T> optional(
            String resource, List<Informable<T>> sources, String consequence) {
        return new Followed<>(resource, sources, false, consequence);
    }

    private static <T extends HasMetadata, L, R extends Resource<T>> List<Informable<T>> in(
            MixedOperation<T, L, R> operation, List<String> namespaces) {
        if (namespaces.isEmpty()) {
            return List.of(operation.inAnyNamespace());
        }
        List<Informable<T>> sources = new ArrayList<>();
        namespaces.forEach(namespace -> sources.add(operation.inNamespace(namespace)));
        return sources;
    }
}
