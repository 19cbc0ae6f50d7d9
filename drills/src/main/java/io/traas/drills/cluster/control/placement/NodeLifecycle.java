package io.traas.drills.cluster.control.placement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.ClusterTimings;
import io.traas.drills.cluster.control.ControlLoop;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * Watches the heartbeats of nodes. A node that misses them becomes NotReady with unknown conditions, its pods become
 * unready, and it is tainted unreachable; when it is Ready again the taints go. Also taints cordoned nodes.
 */
public final class NodeLifecycle implements Controller {

    private static final Author AUTHOR = Author.of("kube-controller-manager");
    private static final String COMPONENT = "node-controller";
    private static final Duration BEFORE_NO_EXECUTE = Duration.ofMillis(200);

    private final Registry registry;
    private final EventRecorder events;
    private final ControlLoop loop;
    private final ClusterTimings timings;
    private final LongSupplier nanoTime;
    private final Map<String, Long> lastRenewalNanos = new HashMap<>();
    private final Map<String, Long> unreachableSinceNanos = new HashMap<>();

    public NodeLifecycle(
            Registry registry, EventRecorder events, ControlLoop loop, ClusterTimings timings, LongSupplier nanoTime) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.events = Objects.requireNonNull(events, "events");
        this.loop = Objects.requireNonNull(loop, "loop");
        this.timings = Objects.requireNonNull(timings, "timings");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        if (change.type() == ResourceType.NODE) {
            return List.of(change.key());
        }
        if (change.type() == ResourceType.LEASE && change.key().namespace().equals("kube-node-lease")) {
            ObjectKey node = new ObjectKey(ResourceType.NODE, "", change.key().name());
            // Stamped here, inside the store's lock, as every reading of it is.
            lastRenewalNanos.put(node.name(), nanoTime.getAsLong());
            loop.later(this, node, timings.nodeGrace().plusMillis(1));
        }
        return List.of();
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject node = registry.store().find(key).orElse(null);
        if (node == null) {
            lastRenewalNanos.remove(key.name());
            unreachableSinceNanos.remove(key.name());
            return;
        }
        long now = nanoTime.getAsLong();
        boolean silent = now - lastRenewalNanos.getOrDefault(key.name(), now)
                >= timings.nodeGrace().toNanos();
        if (silent && !isUnknown(node)) {
            declareUnknown(node);
            unreachableSinceNanos.put(key.name(), now);
            loop.later(this, key, BEFORE_NO_EXECUTE);
        } else {
            updateTaints(node, now);
        }
    }

    private static boolean isUnknown(StoredObject node) {
        return Conditions.find(node.tree().path("status"), "Ready")
                .path("status")
                .asText()
                .equals("Unknown");
    }

    private void declareUnknown(StoredObject node) {
        StoredObject marked = registry.updateStatus(node.key(), AUTHOR, status -> {
            for (String type : List.of("MemoryPressure", "DiskPressure", "PIDPressure", "Ready")) {
                Conditions.set(
                        status,
                        type,
                        "Unknown",
                        "NodeStatusUnknown",
                        "Kubelet stopped posting node status.",
                        registry.now());
            }
            return status;
        });
        events.normal(marked, COMPONENT, "NodeNotReady", "Node " + node.name() + " status is now: NodeNotReady");
        registry.update(node.key(), Part.OBJECT, AUTHOR, false, tree -> {
            Taints.add(tree, Taints.UNREACHABLE, "NoSchedule", registry.now());
            return tree;
        });
        for (StoredObject pod : registry.store().list(ResourceType.POD, "")) {
            if (PodState.node(pod).equals(node.name()) && PodState.isReady(pod)) {
                registry.updateStatus(pod.key(), AUTHOR, status -> {
                    Conditions.set(status, "Ready", "False", "", "", registry.now());
                    return status;
                });
                events.warning(pod, COMPONENT, "NodeNotReady", "Node is not ready");
            }
        }
    }

    private void updateTaints(StoredObject node, long now) {
        boolean ready = Conditions.isTrue(node.tree().path("status"), "Ready");
        if (ready) {
            unreachableSinceNanos.remove(node.name());
        }
        Long since = unreachableSinceNanos.get(node.name());
        boolean evict = since != null && now - since >= BEFORE_NO_EXECUTE.toNanos();
        registry.update(node.key(), Part.OBJECT, AUTHOR, false, tree -> {
            cordonTaint(tree);
            if (ready) {
                Taints.remove(tree, Taints.UNREACHABLE);
            } else if (evict) {
                Taints.add(tree, Taints.UNREACHABLE, "NoExecute", registry.now());
            }
            return tree;
        });
    }

    private void cordonTaint(ObjectNode node) {
        if (KubernetesJson.child(node, "spec").path("unschedulable").asBoolean()) {
            Taints.add(node, Taints.UNSCHEDULABLE, "NoSchedule", registry.now());
        } else {
            Taints.remove(node, Taints.UNSCHEDULABLE);
        }
    }
}
