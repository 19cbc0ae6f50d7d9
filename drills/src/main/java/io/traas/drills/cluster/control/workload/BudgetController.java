package io.traas.drills.cluster.control.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.traas.drills.cluster.control.ControlLoop;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.read.LabelSelector;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Works out how many pods each PodDisruptionBudget can spare. An eviction that was charged and not carried out keeps
 * the pod on the list of disrupted ones until it is gone or the time-out has passed.
 */
public final class BudgetController implements Controller {

    private static final Author AUTHOR = Author.of("kube-controller-manager");

    private final Registry registry;
    private final ControlLoop loop;
    private final Duration disruptedPodTimeout;

    public BudgetController(Registry registry, ControlLoop loop, Duration disruptedPodTimeout) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.loop = Objects.requireNonNull(loop, "loop");
        this.disruptedPodTimeout = Objects.requireNonNull(disruptedPodTimeout, "disruptedPodTimeout");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        return switch (change.type()) {
            case POD_DISRUPTION_BUDGET -> List.of(change.key());
            case POD, REPLICA_SET, DEPLOYMENT ->
                registry
                        .store()
                        .list(ResourceType.POD_DISRUPTION_BUDGET, change.key().namespace())
                        .stream()
                        .map(StoredObject::key)
                        .toList();
            default -> List.of();
        };
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject budget = registry.store().find(key).orElse(null);
        if (budget == null || budget.isTerminating()) {
            return;
        }
        LabelSelector selector =
                LabelSelector.of(budget.as(PodDisruptionBudget.class).getSpec().getSelector());
        List<StoredObject> pods = registry.store().list(ResourceType.POD, budget.namespace()).stream()
                .filter(pod -> !PodState.isFinished(pod) && selector.matches(pod.labels()))
                .toList();
        Map<String, String> disrupted = stillDisrupted(budget, pods);
        int expected = expected(budget, pods);
        int desired = desired(budget.tree().path("spec"), expected);
        long healthy = pods.stream()
                .filter(pod -> PodState.isReady(pod) && !pod.isTerminating() && !disrupted.containsKey(pod.name()))
                .count();
        long allowed = expected == 0 ? 0 : Math.max(0, healthy - desired);
        registry.updateStatus(key, AUTHOR, status -> {
            status.put("observedGeneration", budget.generation());
            status.remove("disruptedPods");
            if (!disrupted.isEmpty()) {
                ObjectNode list = status.putObject("disruptedPods");
                disrupted.forEach(list::put);
            }
            status.put("disruptionsAllowed", allowed);
            status.put("currentHealthy", healthy);
            status.put("desiredHealthy", desired);
            status.put("expectedPods", expected);
            Conditions.set(
                            status,
                            "DisruptionAllowed",
                            allowed > 0 ? "True" : "False",
                            allowed > 0 ? "SufficientPods" : "InsufficientPods",
                            "",
                            registry.now())
                    .put("observedGeneration", budget.generation())
                    .put("message", "");
            return status;
        });
        if (!disrupted.isEmpty()) {
            loop.later(this, key, disruptedPodTimeout);
        }
    }

    private Map<String, String> stillDisrupted(StoredObject budget, List<StoredObject> pods) {
        Map<String, String> disrupted = new HashMap<>();
        Instant now = Instant.parse(registry.now());
        budget.tree().at("/status/disruptedPods").properties().forEach(entry -> {
            boolean alive = pods.stream().anyMatch(pod -> pod.name().equals(entry.getKey()) && !pod.isTerminating());
            Instant since = Instant.parse(entry.getValue().asText());
            if (alive && now.isBefore(since.plus(disruptedPodTimeout))) {
                disrupted.put(entry.getKey(), entry.getValue().asText());
            }
        });
        return disrupted;
    }

    /** With an absolute minimum the pods that are there count, otherwise the replicas their owners ask for. */
    private int expected(StoredObject budget, List<StoredObject> pods) {
        JsonNode minimum = budget.tree().at("/spec/minAvailable");
        if (minimum.isInt()) {
            return pods.size();
        }
        Map<String, Integer> replicasByOwner = new HashMap<>();
        int alone = 0;
        for (StoredObject pod : pods) {
            StoredObject owner = owner(ResourceType.REPLICA_SET, pod);
            StoredObject workload = owner == null ? null : owner(ResourceType.DEPLOYMENT, owner);
            StoredObject counted = workload == null ? owner : workload;
            if (counted == null) {
                alone++;
            } else {
                replicasByOwner.put(
                        counted.uid(), counted.tree().at("/spec/replicas").asInt());
            }
        }
        return alone
                + replicasByOwner.values().stream().mapToInt(Integer::intValue).sum();
    }

    private StoredObject owner(ResourceType type, StoredObject owned) {
        return registry.store().list(type, owned.namespace()).stream()
                .filter(candidate -> candidate.uid().equals(owned.controllerUid()))
                .findFirst()
                .orElse(null);
    }

    private static int desired(JsonNode spec, int expected) {
        if (spec.has("maxUnavailable")) {
            return Math.max(0, expected - RollingUpdate.share(spec.path("maxUnavailable"), expected, true));
        }
        return spec.has("minAvailable") ? RollingUpdate.share(spec.path("minAvailable"), expected, true) : 1;
    }
}
