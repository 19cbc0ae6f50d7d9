package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.traas.model.Autonomy;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One look at the cluster, with the objects joined to each other. Immutable as long as nobody changes the objects in
 * it, which nobody does.
 */
public final class ClusterView {

    /** The objects as the API server gave them. */
    public record Objects(
            Collection<Deployment> deployments,
            Collection<ReplicaSet> replicaSets,
            Collection<Pod> pods,
            Collection<Node> nodes,
            Collection<Namespace> namespaces,
            Collection<PodDisruptionBudget> budgets,
            Collection<HorizontalPodAutoscaler> autoscalers,
            Collection<ConfigMap> configMaps) {}

    /** A revision of a Deployment's pod template that the cluster remembers. */
    record Revision(long number, ReplicaSet replicaSet) {}

    private final String cluster;
    private final Objects objects;
    private final Map<String, Deployment> deploymentByUid = new TreeMap<>();
    private final Map<String, ReplicaSet> replicaSetByUid = new HashMap<>();
    private final Map<String, Node> nodeByName = new TreeMap<>();
    private final Map<String, Autonomy> autonomyByNamespace = new TreeMap<>();
    private final Map<String, ConfigMap> configMapByName = new TreeMap<>();
    private final Map<String, List<ReplicaSet>> replicaSetsByOwner;
    private final Map<String, List<Pod>> podsByOwner;
    private final Map<String, List<Pod>> podsByNode;

    public ClusterView(String cluster, Objects objects) {
        this.cluster = cluster;
        this.objects = objects;
        objects.deployments().forEach(each -> deploymentByUid.put(uid(each), each));
        objects.replicaSets().forEach(each -> replicaSetByUid.put(uid(each), each));
        objects.nodes().forEach(each -> nodeByName.put(each.getMetadata().getName(), each));
        objects.namespaces()
                .forEach(each -> autonomyByNamespace.put(
                        each.getMetadata().getName(), Autonomy.parse(Annotations.label(each, Annotations.AUTONOMY))));
        objects.configMaps()
                .forEach(each -> configMapByName.put(
                        ConfigMaps.key(
                                each.getMetadata().getNamespace(),
                                each.getMetadata().getName()),
                        each));
        replicaSetsByOwner = objects.replicaSets().stream().collect(Collectors.groupingBy(ClusterView::ownerUid));
        Comparator<Pod> byName = Comparator.comparing(pod -> pod.getMetadata().getName());
        List<Pod> sorted = objects.pods().stream().sorted(byName).toList();
        podsByOwner = sorted.stream().collect(Collectors.groupingBy(ClusterView::ownerUid));
        podsByNode = sorted.stream().collect(Collectors.groupingBy(ClusterView::nodeName));
    }

    public String cluster() {
        return cluster;
    }

    Objects objects() {
        return objects;
    }

    public Map<String, Deployment> deploymentByUid() {
        return deploymentByUid;
    }

    public Map<String, Node> nodeByName() {
        return nodeByName;
    }

    Map<String, Autonomy> autonomyByNamespace() {
        return autonomyByNamespace;
    }

    /** By {@link ConfigMaps#key}. */
    Map<String, ConfigMap> configMapByName() {
        return configMapByName;
    }

    /** What the namespace opted in to. */
    Autonomy autonomy(String namespace) {
        return autonomyByNamespace.getOrDefault(namespace, Autonomy.OBSERVE);
    }

    /** Newest first. */
    List<Revision> revisions(Deployment deployment) {
        return replicaSetsByOwner.getOrDefault(uid(deployment), List.of()).stream()
                .map(replicaSet -> new Revision(revision(replicaSet), replicaSet))
                .filter(revision -> revision.number() > 0)
                .sorted(Comparator.comparingLong(Revision::number).reversed())
                .toList();
    }

    /** By name. */
    List<Pod> pods(Deployment deployment) {
        return replicaSetsByOwner.getOrDefault(uid(deployment), List.of()).stream()
                .flatMap(replicaSet -> podsByOwner.getOrDefault(uid(replicaSet), List.of()).stream())
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** By name. */
    List<Pod> pods(Node node) {
        return podsByNode.getOrDefault(node.getMetadata().getName(), List.of());
    }

    /** The Deployment whose ReplicaSet owns the pod, or null. */
    Deployment deploymentOf(Pod pod) {
        ReplicaSet replicaSet = replicaSetByUid.get(ownerUid(pod));
        return replicaSet == null ? null : deploymentByUid.get(ownerUid(replicaSet));
    }

    /** Which revision of its Deployment the pod runs, 0 when unknown. */
    long revisionOf(Pod pod) {
        ReplicaSet replicaSet = replicaSetByUid.get(ownerUid(pod));
        return replicaSet == null ? 0 : revision(replicaSet);
    }

    /** Empty when the node is unknown or does not say. */
    String zoneOf(Pod pod) {
        Node node = nodeByName.get(nodeName(pod));
        return node == null ? "" : Annotations.label(node, Annotations.ZONE);
    }

    static String nodeName(Pod pod) {
        String name = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
        return name == null ? "" : name;
    }

    /** The revision the object carries, 0 when it carries none. */
    static long revision(HasMetadata object) {
        return Annotations.positive(object, Annotations.REVISION, Long.MAX_VALUE, problem -> {});
    }

    static String uid(HasMetadata object) {
        String uid = object.getMetadata().getUid();
        return uid == null ? "" : uid;
    }

    /** Uid of the controller that owns the object, empty when nothing does. */
    private static String ownerUid(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .map(OwnerReference::getUid)
                .findFirst()
                .orElse("");
    }
}
