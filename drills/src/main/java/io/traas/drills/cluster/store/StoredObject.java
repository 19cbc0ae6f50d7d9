package io.traas.drills.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One version of one object. Immutable by agreement: neither the tree nor the model may be changed by readers;
 * {@link #copy()} gives a tree to edit. Thread-safe.
 */
public final class StoredObject {

    private final ObjectKey key;
    private final ObjectNode tree;
    private volatile HasMetadata model;
    private volatile String text;

    /** Takes the tree over; it must name the object of the key. */
    StoredObject(ObjectKey key, ObjectNode tree) {
        this.key = Objects.requireNonNull(key, "key");
        this.tree = Objects.requireNonNull(tree, "tree");
    }

    /** A version that is shown but not stored, such as the answer to a dry run; takes the tree over. */
    public static StoredObject unstored(ObjectKey key, ObjectNode tree) {
        return new StoredObject(key, tree);
    }

    public ObjectKey key() {
        return key;
    }

    public String name() {
        return key.name();
    }

    public String namespace() {
        return key.namespace();
    }

    /** The tree itself, for reading only. */
    public ObjectNode tree() {
        return tree;
    }

    /** A tree of the caller's own. */
    public ObjectNode copy() {
        return tree.deepCopy();
    }

    /** The object as the client's class, for reading only. */
    public <T extends HasMetadata> T as(Class<T> type) {
        HasMetadata current = model;
        if (current == null) {
            current = KubernetesJson.model(tree, key.type().model());
            model = current;
        }
        return type.cast(current);
    }

    /** The object as JSON text. */
    public String text() {
        String current = text;
        if (current == null) {
            current = KubernetesJson.text(tree);
            text = current;
        }
        return current;
    }

    public String uid() {
        return metadata("uid").asText();
    }

    public long version() {
        return metadata("resourceVersion").asLong();
    }

    public long generation() {
        return metadata("generation").asLong();
    }

    /** Whether deletion was asked for and has not happened yet. */
    public boolean isTerminating() {
        return tree.at("/metadata/deletionTimestamp").isTextual();
    }

    public Map<String, String> labels() {
        Map<String, String> labels = new HashMap<>();
        metadata("labels")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        return labels;
    }

    /** The value of an annotation, empty when absent. */
    public String annotation(String name) {
        return metadata("annotations").path(name).asText();
    }

    /** Uid of the controlling owner, empty when there is none. */
    public String controllerUid() {
        for (JsonNode owner : metadata("ownerReferences")) {
            if (owner.path("controller").asBoolean()) {
                return owner.path("uid").asText();
            }
        }
        return "";
    }

    private JsonNode metadata(String field) {
        return tree.path("metadata").path(field);
    }

    @Override
    public String toString() {
        return key.type().kind() + " " + key.namespace() + "/" + key.name() + " @" + version();
    }
}
