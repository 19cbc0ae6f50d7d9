package io.traas.drills.cluster.control.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.control.workload.PodTemplate;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Gives pods a node: one that is ready, not cordoned, whose taints the pod tolerates and whose labels it asks for;
 * among those the zone, then the node, with the fewest pods of the same workload. Resources are not counted.
 */
public final class Scheduler implements Controller {

    private static final Author AUTHOR = Author.of("kube-scheduler");
    private static final String ZONE = "topology.kubernetes.io/zone";

    private final Registry registry;
    private final EventRecorder events;

    public Scheduler(Registry registry, EventRecorder events) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.events = Objects.requireNonNull(events, "events");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        if (change.type() == ResourceType.POD) {
            return change.after() != null && isWaiting(change.after()) ? List.of(change.key()) : List.of();
        }
        if (change.type() != ResourceType.NODE) {
            return List.of();
        }
        return registry.store().list(ResourceType.POD, "").stream()
                .filter(Scheduler::isWaiting)
                .map(StoredObject::key)
                .toList();
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject pod =
                registry.store().find(key).filter(Scheduler::isWaiting).orElse(null);
        if (pod == null) {
            return;
        }
        List<StoredObject> nodes = registry.store().list(ResourceType.NODE, "");
        Map<String, Integer> reasons = new TreeMap<>();
        List<StoredObject> fitting = nodes.stream()
                .filter(node -> {
                    Optional<String> why = whyNot(pod, node);
                    why.ifPresent(reason -> reasons.merge(reason, 1, Integer::sum));
                    return why.isEmpty();
                })
                .toList();
        if (fitting.isEmpty()) {
            markUnschedulable(pod, nodes.size(), reasons);
        } else {
            bind(pod, best(pod, fitting));
        }
    }

    private static boolean isWaiting(StoredObject pod) {
        return PodState.node(pod).isEmpty() && PodState.isActive(pod);
    }

    private static Optional<String> whyNot(StoredObject pod, StoredObject node) {
        if (node.tree().at("/spec/unschedulable").asBoolean()) {
            return Optional.of("node(s) were unschedulable");
        }
        JsonNode tolerations = pod.tree().at("/spec/tolerations");
        for (JsonNode taint : node.tree().at("/spec/taints")) {
            if (!taint.path("effect").asText().equals("PreferNoSchedule") && !Taints.tolerated(taint, tolerations)) {
                return Optional.of(
                        "node(s) had untolerated taint {" + taint.path("key").asText() + ": "
                                + taint.path("value").asText() + "}");
            }
        }
        if (!Conditions.isTrue(node.tree().path("status"), "Ready")) {
            return Optional.of("node(s) were not ready");
        }
        Map<String, String> labels = node.labels();
        for (Map.Entry<String, JsonNode> label :
                pod.tree().at("/spec/nodeSelector").properties()) {
            if (!label.getValue().asText().equals(labels.get(label.getKey()))) {
                return Optional.of("node(s) didn't match Pod's node affinity/selector");
            }
        }
        return Optional.empty();
    }

    private StoredObject best(StoredObject pod, List<StoredObject> fitting) {
        List<StoredObject> placed = registry.store().list(ResourceType.POD, "").stream()
                .filter(other -> !PodState.node(other).isEmpty() && PodState.isActive(other))
                .toList();
        Map<String, String> zones = registry.store().list(ResourceType.NODE, "").stream()
                .collect(Collectors.toMap(StoredObject::name, Scheduler::zone));
        List<StoredObject> kin =
                placed.stream().filter(other -> isKin(pod, other)).toList();
        Map<String, Long> kinInZone = kin.stream()
                .collect(Collectors.groupingBy(
                        other -> zones.getOrDefault(PodState.node(other), ""), Collectors.counting()));
        Map<String, Long> kinOnNode =
                kin.stream().collect(Collectors.groupingBy(PodState::node, Collectors.counting()));
        Map<String, Long> onNode =
                placed.stream().collect(Collectors.groupingBy(PodState::node, Collectors.counting()));
        return fitting.stream()
                .min(Comparator.<StoredObject, Long>comparing(node -> kinInZone.getOrDefault(zone(node), 0L))
                        .thenComparing(node -> kinOnNode.getOrDefault(node.name(), 0L))
                        .thenComparing(node -> onNode.getOrDefault(node.name(), 0L))
                        .thenComparing(StoredObject::name))
                .orElseThrow();
    }

    /** Pods of one workload share all labels but those the cluster gives them. */
    private static boolean isKin(StoredObject pod, StoredObject other) {
        Map<String, String> own = pod.labels();
        Map<String, String> others = other.labels();
        for (String given : List.of(PodTemplate.HASH_LABEL, ZONE)) {
            own.remove(given);
            others.remove(given);
        }
        return pod.namespace().equals(other.namespace()) && own.equals(others);
    }

    private static String zone(StoredObject node) {
        return node.labels().getOrDefault(ZONE, "");
    }

    private void bind(StoredObject pod, StoredObject node) {
        registry.update(pod.key(), Part.BINDING, AUTHOR, false, tree -> {
            KubernetesJson.child(tree, "spec").put("nodeName", node.name());
            // Zone and region of the node are copied to its pods.
            if (!zone(node).isEmpty()) {
                KubernetesJson.child(KubernetesJson.child(tree, "metadata"), "labels")
                        .put(ZONE, zone(node));
            }
            Conditions.set(KubernetesJson.child(tree, "status"), "PodScheduled", "True", "", "", registry.now());
            return tree;
        });
        events.normal(
                pod,
                "default-scheduler",
                "Scheduled",
                "Successfully assigned " + pod.namespace() + "/" + pod.name() + " to " + node.name());
    }

    private void markUnschedulable(StoredObject pod, int nodes, Map<String, Integer> reasons) {
        String counted = reasons.entrySet().stream()
                .map(reason -> reason.getValue() + " " + reason.getKey())
                .collect(Collectors.joining(", "));
        String message =
                "0/" + nodes + " nodes are available: " + counted + ". no new claims to deallocate, preemption: 0/"
                        + nodes + " nodes are available: " + nodes + " Preemption is not helpful for scheduling.";
        boolean known = Conditions.find(pod.tree().path("status"), "PodScheduled")
                .path("message")
                .asText()
                .equals(message);
        if (known) {
            return;
        }
        StoredObject marked = registry.updateStatus(pod.key(), AUTHOR, status -> {
            Conditions.set(status, "PodScheduled", "False", "Unschedulable", message, registry.now());
            return status;
        });
        events.warning(marked, "default-scheduler", "FailedScheduling", message);
    }
}
