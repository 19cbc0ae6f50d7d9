package io.traas.drills.cluster.control.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.control.Ownership;
import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.read.LabelSelector;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Deletion;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Keeps as many pods of a ReplicaSet as it asks for: adopts pods that match its selector, releases those that no
 * longer do, replaces terminating ones at once, and deletes the least useful when there are too many.
 */
public final class ReplicaSetController implements Controller {

    private static final Author AUTHOR = Author.of("kube-controller-manager");
    private static final String COMPONENT = "replicaset-controller";

    private final Registry registry;
    private final EventRecorder events;

    public ReplicaSetController(Registry registry, EventRecorder events) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.events = Objects.requireNonNull(events, "events");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        if (change.type() == ResourceType.REPLICA_SET) {
            return List.of(change.key());
        }
        if (change.type() != ResourceType.POD) {
            return List.of();
        }
        Set<String> owners = new LinkedHashSet<>();
        if (change.before() != null) {
            owners.add(change.before().controllerUid());
        }
        if (change.after() != null) {
            owners.add(change.after().controllerUid());
        }
        // A pod without an owner may be adopted by any.
        boolean anybody = owners.contains("");
        return registry.store().list(ResourceType.REPLICA_SET, change.key().namespace()).stream()
                .filter(set -> anybody || owners.contains(set.uid()))
                .map(StoredObject::key)
                .toList();
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject set = registry.store().find(key).orElse(null);
        if (set == null || set.isTerminating()) {
            return;
        }
        List<StoredObject> pods = claimed(set);
        List<StoredObject> active = pods.stream().filter(PodState::isActive).toList();
        int wanted = set.tree().at("/spec/replicas").asInt();
        for (int missing = wanted - active.size(); missing > 0; missing--) {
            StoredObject pod = registry.create(ResourceType.POD, set.namespace(), podOf(set), AUTHOR, false);
            events.normal(set, COMPONENT, "SuccessfulCreate", "Created pod: " + pod.name());
        }
        if (active.size() > wanted) {
            List<StoredObject> ranked = new ArrayList<>(active);
            ranked.sort(new DeletionOrder(active));
            for (StoredObject pod : ranked.subList(0, active.size() - wanted)) {
                registry.delete(pod.key(), Deletion.plain());
                events.normal(set, COMPONENT, "SuccessfulDelete", "Deleted pod: " + pod.name());
            }
        }
        writeStatus(set);
    }

    private List<StoredObject> claimed(StoredObject set) {
        LabelSelector selector =
                LabelSelector.of(set.as(ReplicaSet.class).getSpec().getSelector());
        List<StoredObject> claimed = new ArrayList<>();
        for (StoredObject pod : registry.store().list(ResourceType.POD, set.namespace())) {
            boolean own = pod.controllerUid().equals(set.uid());
            boolean matches = selector.matches(pod.labels());
            if (own && matches) {
                claimed.add(pod);
            } else if (own && !pod.isTerminating()) {
                registry.update(pod.key(), Part.OBJECT, AUTHOR, false, tree -> {
                    ((ObjectNode) tree.get("metadata")).remove("ownerReferences");
                    return tree;
                });
            } else if (matches && pod.controllerUid().isEmpty() && PodState.isActive(pod)) {
                claimed.add(registry.update(pod.key(), Part.OBJECT, AUTHOR, false, tree -> {
                    addOwner(tree, set);
                    return tree;
                }));
            }
        }
        return claimed;
    }

    private static ObjectNode podOf(StoredObject set) {
        ObjectNode pod = KubernetesJson.object();
        ObjectNode metadata = pod.putObject("metadata");
        ObjectNode template = (ObjectNode) set.tree().at("/spec/template").deepCopy();
        if (template.get("metadata") instanceof ObjectNode given) {
            metadata.setAll(given);
        }
        metadata.put("generateName", set.name() + "-");
        pod.set("spec", template.path("spec"));
        addOwner(pod, set);
        return pod;
    }

    private static void addOwner(ObjectNode pod, StoredObject owner) {
        KubernetesJson.child(pod, "metadata").putArray("ownerReferences").add(Ownership.of(owner));
    }

    private void writeStatus(StoredObject set) {
        LabelSelector selector =
                LabelSelector.of(set.as(ReplicaSet.class).getSpec().getSelector());
        List<StoredObject> pods = registry.store().list(ResourceType.POD, set.namespace()).stream()
                .filter(pod -> pod.controllerUid().equals(set.uid()) && selector.matches(pod.labels()))
                .toList();
        long active = pods.stream().filter(PodState::isActive).count();
        long ready = pods.stream()
                .filter(PodState::isActive)
                .filter(PodState::isReady)
                .count();
        long terminating = pods.stream().filter(StoredObject::isTerminating).count();
        registry.updateStatus(set.key(), AUTHOR, status -> {
            status.put("replicas", active);
            putCount(status, "fullyLabeledReplicas", active);
            putCount(status, "readyReplicas", ready);
            putCount(status, "availableReplicas", ready);
            status.put("terminatingReplicas", terminating);
            return status.put("observedGeneration", set.generation());
        });
    }

    /** Counts of zero are left out, as in the real status. */
    static void putCount(ObjectNode status, String field, long count) {
        if (count > 0) {
            status.put(field, count);
        } else {
            status.remove(field);
        }
    }
}
