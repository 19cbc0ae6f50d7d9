package io.traas.drills.cluster.control.placement;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.ClusterTimings;
import io.traas.drills.cluster.control.ControlLoop;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import io.traas.drills.cluster.write.Deletion;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Deletes pods that do not tolerate a NoExecute taint of their node, at once or when their patience is over. */
public final class TaintEviction implements Controller {

    private static final Author AUTHOR = Author.of("kube-controller-manager");
    private static final int USUAL_TOLERATION_SECONDS = 300;

    private final Registry registry;
    private final EventRecorder events;
    private final ControlLoop loop;
    private final ClusterTimings timings;
    private final LongSupplier nanoTime;
    private final Map<String, Long> taintedSinceNanos = new HashMap<>();

    public TaintEviction(
            Registry registry, EventRecorder events, ControlLoop loop, ClusterTimings timings, LongSupplier nanoTime) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.events = Objects.requireNonNull(events, "events");
        this.loop = Objects.requireNonNull(loop, "loop");
        this.timings = Objects.requireNonNull(timings, "timings");
        this.nanoTime = Objects.requireNonNull(nanoTime, "nanoTime");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        return change.type() == ResourceType.NODE ? List.of(change.key()) : List.of();
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject node = registry.store().find(key).orElse(null);
        List<JsonNode> taints = node == null ? List.of() : noExecute(node);
        if (taints.isEmpty()) {
            taintedSinceNanos.remove(key.name());
            return;
        }
        long since = taintedSinceNanos.computeIfAbsent(key.name(), name -> nanoTime.getAsLong());
        long waitedNanos = nanoTime.getAsLong() - since;
        for (StoredObject pod : registry.store().list(ResourceType.POD, "")) {
            if (!PodState.node(pod).equals(key.name()) || !PodState.isActive(pod)) {
                continue;
            }
            for (JsonNode taint : taints) {
                Optional<Duration> patience = patience(taint, pod);
                if (patience.isPresent() && waitedNanos >= patience.get().toNanos()) {
                    evict(pod);
                    break;
                }
                patience.ifPresent(left ->
                        loop.later(this, key, left.minusNanos(waitedNanos).plusMillis(1)));
            }
        }
    }

    private static List<JsonNode> noExecute(StoredObject node) {
        List<JsonNode> taints = new ArrayList<>();
        for (JsonNode taint : node.tree().at("/spec/taints")) {
            if (taint.path("effect").asText().equals("NoExecute")) {
                taints.add(taint);
            }
        }
        return taints;
    }

    /** How long the pod bears the taint; empty for ever. */
    private Optional<Duration> patience(JsonNode taint, StoredObject pod) {
        Optional<JsonNode> toleration = Taints.toleration(taint, pod.tree().at("/spec/tolerations"));
        if (toleration.isEmpty()) {
            return Optional.of(Duration.ZERO);
        }
        JsonNode seconds = toleration.get().path("tolerationSeconds");
        return seconds.isNumber()
                ? Optional.of(timings.unreachableToleration()
                        .multipliedBy(Math.max(0, seconds.asLong()))
                        .dividedBy(USUAL_TOLERATION_SECONDS))
                : Optional.empty();
    }

    private void evict(StoredObject pod) {
        registry.updateStatus(pod.key(), AUTHOR, status -> {
            Conditions.set(
                    status,
                    "DisruptionTarget",
                    "True",
                    "DeletionByTaintManager",
                    "Taint manager: deleting due to NoExecute taint",
                    registry.now());
            return status;
        });
        events.normal(
                pod,
                "taint-eviction-controller",
                "TaintManagerEviction",
                "Marking for deletion Pod " + pod.namespace() + "/" + pod.name());
        registry.delete(pod.key(), Deletion.plain());
    }
}
