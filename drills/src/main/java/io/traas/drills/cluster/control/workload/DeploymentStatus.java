package io.traas.drills.cluster.control.workload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Works out and writes the status of a Deployment, and with it the number of its present revision. */
final class DeploymentStatus {

    private final Registry registry;
    private final Author author;

    DeploymentStatus(Registry registry, Author author) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.author = Objects.requireNonNull(author, "author");
    }

    /** Writes the status; the answer is how long until the progress deadline must be looked at, if it runs. */
    Optional<Duration> write(StoredObject deployment, List<StoredObject> sets, Optional<StoredObject> current) {
        RollingUpdate rolling = RollingUpdate.of(deployment.tree().path("spec"));
        StoredObject written = registry.update(deployment.key(), Part.STATUS, author, false, tree -> {
            current.map(Revisions::revision)
                    .filter(revision -> revision > 0)
                    .ifPresent(revision -> KubernetesJson.child((ObjectNode) tree.get("metadata"), "annotations")
                            .put(Revisions.REVISION, Long.toString(revision)));
            ObjectNode status = KubernetesJson.child(tree, "status");
            ObjectNode before = status.deepCopy();
            counts(status, deployment, sets, current);
            available(status, rolling);
            progressing(status, before, deployment, current, rolling);
            return tree;
        });
        return untilDeadline(written);
    }

    private static void counts(
            ObjectNode status, StoredObject deployment, List<StoredObject> sets, Optional<StoredObject> current) {
        status.put("observedGeneration", deployment.generation());
        int replicas = sum(sets, "replicas");
        int available = sum(sets, "availableReplicas");
        int wanted = sets.stream().mapToInt(Revisions::replicas).sum();
        ReplicaSetController.putCount(status, "replicas", replicas);
        ReplicaSetController.putCount(
                status,
                "updatedReplicas",
                current.map(set -> set.tree().at("/status/replicas").asInt()).orElse(0));
        ReplicaSetController.putCount(status, "readyReplicas", sum(sets, "readyReplicas"));
        ReplicaSetController.putCount(status, "availableReplicas", available);
        ReplicaSetController.putCount(status, "unavailableReplicas", Math.max(0, wanted - available));
        status.put("terminatingReplicas", sum(sets, "terminatingReplicas"));
    }

    private void available(ObjectNode status, RollingUpdate rolling) {
        boolean enough = status.path("availableReplicas").asInt() >= rolling.fewestAvailable();
        condition(
                status,
                "Available",
                enough ? "True" : "False",
                enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
                enough ? "Deployment has minimum availability." : "Deployment does not have minimum availability.");
    }

    private void progressing(
            ObjectNode status,
            ObjectNode before,
            StoredObject deployment,
            Optional<StoredObject> current,
            RollingUpdate rolling) {
        String reason = Conditions.find(status, "Progressing").path("reason").asText();
        if (deployment.tree().at("/spec/paused").asBoolean()) {
            condition(status, "Progressing", "Unknown", "DeploymentPaused", "Deployment is paused");
            return;
        }
        if (reason.equals("DeploymentPaused")) {
            condition(status, "Progressing", "Unknown", "DeploymentResumed", "Deployment is resumed");
        }
        if (current.isEmpty()) {
            return;
        }
        String set = "ReplicaSet \"" + current.get().name() + "\"";
        if (isComplete(status, rolling)) {
            condition(status, "Progressing", "True", "NewReplicaSetAvailable", set + " has successfully progressed.");
        } else if (hasProgressed(before, status) || reason.isEmpty()) {
            touch(status, set + " is progressing.");
        } else if (!reason.equals("NewReplicaSetAvailable") && isOverdue(status, deployment)) {
            condition(status, "Progressing", "False", "ProgressDeadlineExceeded", set + " has timed out progressing.");
        }
    }

    private static boolean isComplete(ObjectNode status, RollingUpdate rolling) {
        return status.path("updatedReplicas").asInt() == rolling.replicas()
                && status.path("replicas").asInt() == rolling.replicas()
                && status.path("availableReplicas").asInt() == rolling.replicas();
    }

    private static boolean hasProgressed(ObjectNode before, ObjectNode after) {
        int oldBefore = old(before);
        return after.path("updatedReplicas").asInt()
                        > before.path("updatedReplicas").asInt()
                || old(after) < oldBefore
                || after.path("readyReplicas").asInt()
                        > before.path("readyReplicas").asInt()
                || after.path("availableReplicas").asInt()
                        > before.path("availableReplicas").asInt();
    }

    private static int old(ObjectNode status) {
        return status.path("replicas").asInt() - status.path("updatedReplicas").asInt();
    }

    /** Progress made now is noted even when the words stay the same: the deadline counts from it. */
    private void touch(ObjectNode status, String message) {
        Conditions.set(status, "Progressing", "True", "ReplicaSetUpdated", message, registry.now())
                .put("lastUpdateTime", registry.now());
    }

    private void condition(ObjectNode status, String type, String value, String reason, String message) {
        String old = Conditions.find(status, type).path("reason").asText();
        ObjectNode condition = Conditions.set(status, type, value, reason, message, registry.now());
        if (!old.equals(reason)) {
            condition.put("lastUpdateTime", registry.now());
        }
    }

    private boolean isOverdue(ObjectNode status, StoredObject deployment) {
        return untilDeadline(status, deployment)
                .map(left -> left.isNegative() || left.isZero())
                .orElse(false);
    }

    private Optional<Duration> untilDeadline(StoredObject deployment) {
        return untilDeadline(deployment.tree().path("status"), deployment);
    }

    private Optional<Duration> untilDeadline(JsonNode status, StoredObject deployment) {
        JsonNode condition = Conditions.find(status, "Progressing");
        boolean runs = condition.path("reason").asText().equals("ReplicaSetUpdated")
                || condition.path("reason").asText().equals("DeploymentResumed");
        if (!runs || !condition.path("lastUpdateTime").isTextual()) {
            return Optional.empty();
        }
        Instant deadline = Instant.parse(condition.path("lastUpdateTime").asText())
                .plusSeconds(
                        deployment.tree().at("/spec/progressDeadlineSeconds").asInt());
        return Optional.of(Duration.between(Instant.parse(registry.now()), deadline));
    }

    private static int sum(List<StoredObject> sets, String field) {
        return sets.stream()
                .mapToInt(set -> set.tree().path("status").path(field).asInt())
                .sum();
    }
}
