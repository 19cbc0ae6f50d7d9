package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.Refusal.Cause;
import io.traas.drills.cluster.store.StoredObject;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/** The scale subresource: a workload seen as a number of replicas. */
public final class ScaleView {

    private final Registry registry;

    public ScaleView(Registry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    /** The Scale object of the workload. */
    public ObjectNode of(StoredObject workload) {
        ObjectNode scale = KubernetesJson.object();
        scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            JsonNode value = workload.tree().path("metadata").get(field);
            if (value != null) {
                metadata.set(field, value);
            }
        }
        ObjectNode spec = scale.putObject("spec");
        int replicas = workload.tree().at("/spec/replicas").asInt();
        if (replicas > 0) {
            spec.put("replicas", replicas);
        }
        scale.putObject("status")
                .put("replicas", workload.tree().at("/status/replicas").asInt())
                .put("selector", selector(workload.tree().at("/spec/selector/matchLabels")));
        return scale;
    }

    /** Edits the Scale object and with it the workload; a version in the edited object must be the current one. */
    public ObjectNode update(ObjectKey workload, Author author, boolean dryRun, UnaryOperator<ObjectNode> edit) {
        return registry.store().locked(() -> {
            StoredObject current = registry.get(workload);
            ObjectNode wanted = edit.apply(of(current));
            JsonNode version = wanted.at("/metadata/resourceVersion");
            if (version.isTextual()
                    && !version.asText().isEmpty()
                    && !version.asText().equals(Long.toString(current.version()))) {
                throw Refusal.modified(workload.type(), workload.name());
            }
            int replicas = wanted.at("/spec/replicas").asInt();
            if (replicas < 0) {
                throw Refusal.invalid(
                        "autoscaling",
                        "Scale",
                        workload.name(),
                        List.of(Cause.invalid(
                                "spec.replicas", Integer.toString(replicas), "must be greater than or equal to 0")));
            }
            return of(registry.update(workload, Part.OBJECT, author.writing("scale"), dryRun, tree -> {
                KubernetesJson.child(tree, "spec").put("replicas", replicas);
                return tree;
            }));
        });
    }

    private static String selector(JsonNode labels) {
        StringJoiner terms = new StringJoiner(",");
        labels.properties()
                .forEach(label ->
                        terms.add(label.getKey() + "=" + label.getValue().asText()));
        return terms.toString();
    }
}
