package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.traas.drills.cluster.read.LabelSelector;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The eviction subresource: deletes a pod if the disruption budget over it allows. The budget is charged here, before
 * the pod is touched, and not given back when the deletion is then refused.
 */
public final class Eviction {

    private static final int RETRY_WHILE_UNPROCESSED_SECONDS = 10;

    private final Registry registry;

    public Eviction(Registry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** Evicts the pod, or refuses with 400, 404, 409, 429 or 500. */
    public void evict(ObjectKey pod, JsonNode eviction, Author author, boolean dryRunQuery) {
        registry.store().locked(() -> {
            Deletion deletion = Deletion.from(eviction.path("deleteOptions"), dryRunQuery);
            String name = eviction.at("/metadata/name").asText();
            if (!name.isEmpty() && !name.equals(pod.name())) {
                throw Refusal.badRequest("name in URL does not match name in Eviction object");
            }
            StoredObject current = registry.get(pod);
            boolean spared = !isFree(current) && chargeBudget(current, author, deletion.dryRun());
            checkPreconditions(current, deletion, !spared);
            if (deletion.dryRun()) {
                return;
            }
            if (!current.isTerminating()) {
                registry.updateStatus(pod, author, status -> {
                    Conditions.set(
                            status,
                            "DisruptionTarget",
                            "True",
                            "EvictionByEvictionAPI",
                            "Eviction API: evicting",
                            registry.now());
                    return status;
                });
            }
            registry.delete(pod, new Deletion(deletion.graceSeconds(), deletion.uid(), Optional.empty(), false, false));
        });
    }

    /** @param version whether that is looked at: a real server replaces it by its own for a pod that is spared its budget */
    private static void checkPreconditions(StoredObject pod, Deletion deletion, boolean version) {
        deletion.uid().filter(uid -> !uid.equals(pod.uid())).ifPresent(uid -> {
            throw Refusal.precondition(
                    ResourceType.POD,
                    pod.name(),
                    "the UID in the precondition (" + uid + ") does not match the UID in record (" + pod.uid()
                            + "). The object might have been deleted and then recreated");
        });
        deletion.version()
                .filter(wanted -> version && !wanted.equals(Long.toString(pod.version())))
                .ifPresent(wanted -> {
                    throw Refusal.precondition(
                            ResourceType.POD,
                            pod.name(),
                            "the ResourceVersion in the precondition (" + wanted
                                    + ") does not match the ResourceVersion in record (" + pod.version()
                                    + "). The object might have been modified");
                });
    }

    /** Pods that serve nobody cost nothing. */
    private static boolean isFree(StoredObject pod) {
        String phase = pod.tree().at("/status/phase").asText();
        return pod.isTerminating() || List.of("Pending", "Succeeded", "Failed").contains(phase);
    }

    /** @return true when the budget does not count the pod, as it is not ready */
    private boolean chargeBudget(StoredObject pod, Author author, boolean dryRun) {
        List<StoredObject> budgets = registry.store().list(ResourceType.POD_DISRUPTION_BUDGET, pod.namespace()).stream()
                .filter(budget -> LabelSelector.of(
                                budget.as(PodDisruptionBudget.class).getSpec().getSelector())
                        .matches(pod.labels()))
                .toList();
        if (budgets.isEmpty()) {
            return false;
        }
        if (budgets.size() > 1) {
            throw Refusal.of(
                    500,
                    "",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        StoredObject budget = budgets.get(0);
        if (isUnreadyAndSpared(pod, budget)) {
            return true;
        }
        JsonNode status = budget.tree().path("status");
        if (status.path("observedGeneration").asLong() < budget.generation()) {
            throw Refusal.budget(
                    "The disruption budget " + budget.name() + " is still being processed by the server.",
                    RETRY_WHILE_UNPROCESSED_SECONDS);
        }
        int allowed = status.path("disruptionsAllowed").asInt();
        if (allowed <= 0) {
            throw Refusal.budget(whyNot(budget.name(), status), 0);
        }
        if (!dryRun) {
            registry.updateStatus(budget.key(), author, edited -> charged(edited, pod.name(), allowed - 1));
        }
        return false;
    }

    /** A pod that is not ready may go while the budget is otherwise met, or always if the budget says so. */
    private static boolean isUnreadyAndSpared(StoredObject pod, StoredObject budget) {
        if (Conditions.isTrue(pod.tree().path("status"), "Ready")) {
            return false;
        }
        JsonNode status = budget.tree().path("status");
        boolean always =
                budget.tree().at("/spec/unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow");
        int desired = status.path("desiredHealthy").asInt();
        return always || desired > 0 && status.path("currentHealthy").asInt() >= desired;
    }

    private static String whyNot(String budget, JsonNode status) {
        int healthy = status.path("currentHealthy").asInt();
        int desired = status.path("desiredHealthy").asInt();
        return healthy <= desired
                ? "The disruption budget " + budget + " needs " + desired + " healthy pods and has " + healthy
                        + " currently"
                : "The disruption budget " + budget + " does not allow evicting pods currently";
    }

    private ObjectNode charged(ObjectNode status, String pod, int left) {
        status.put("disruptionsAllowed", left);
        KubernetesJson.child(status, "disruptedPods").put(pod, registry.now());
        if (left == 0) {
            Conditions.set(status, "DisruptionAllowed", "False", "InsufficientPods", "", registry.now());
        }
        return status;
    }
}
