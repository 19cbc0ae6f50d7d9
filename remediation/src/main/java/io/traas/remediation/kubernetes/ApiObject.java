package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.traas.model.wire.Json;

/** An object of the cluster as its JSON. The tree may be changed by whoever holds the copy. */
record ApiObject(ObjectKind kind, ObjectNode tree) {

    static ApiObject of(ObjectKind kind, HasMetadata object) {
        return new ApiObject(kind, Json.mapper().valueToTree(object));
    }

    String name() {
        return tree.at("/metadata/name").asText();
    }

    String namespace() {
        return tree.at("/metadata/namespace").asText();
    }

    String uid() {
        return tree.at("/metadata/uid").asText();
    }

    String version() {
        return tree.at("/metadata/resourceVersion").asText();
    }

    /** {@code ConfigMap shop/flags}, for people. */
    String describe() {
        return kind.kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
    }

    /** Empty when it has none. */
    String annotation(String name) {
        return tree.path("metadata").path("annotations").path(name).asText();
    }

    /** Null takes it off. */
    void annotate(String name, String value) {
        put("annotations", name, value);
    }

    /** Empty when it has none. */
    String label(String name) {
        return tree.path("metadata").path("labels").path(name).asText();
    }

    /** Null takes it off. */
    void label(String name, String value) {
        put("labels", name, value);
    }

    JsonNode spec() {
        return tree.path("spec");
    }

    ObjectNode editableSpec() {
        return child(tree, "spec");
    }

    /**
     * True when another than the platform set this field of the specification last. A mark of ours outlives a person's
     * taking back of the change it stands for, and says nothing of who made the change anew.
     */
    boolean isSetByAnother(String field) {
        for (JsonNode note : tree.at("/metadata/managedFields")) {
            if (!note.path("manager").asText().equals(Marks.FIELD_MANAGER)
                    && note.at("/fieldsV1/f:spec").has("f:" + field)) {
                return true;
            }
        }
        return false;
    }

    boolean isTerminating() {
        return tree.path("metadata").has("deletionTimestamp");
    }

    /** True when the status says that this condition holds. */
    boolean hasCondition(String type) {
        for (JsonNode condition : tree.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    ApiObject copy() {
        return new ApiObject(kind, tree.deepCopy());
    }

    private void put(String map, String name, String value) {
        ObjectNode entries = child(child(tree, "metadata"), map);
        if (value == null) {
            entries.remove(name);
        } else {
            entries.put(name, value);
        }
    }

    private static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode existing ? existing : parent.putObject(field);
    }
}
