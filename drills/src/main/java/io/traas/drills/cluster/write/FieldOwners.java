package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;

/**
 * Keeps metadata.managedFields: who changed which fields last. One entry per manager and subresource, with the fields
 * of its changes; a field belongs to its last writer. Lists count as one field.
 */
final class FieldOwners {

    private FieldOwners() {}

    /** Records in {@code after} that the author turned {@code before} (null for a creation) into it. */
    static void record(ObjectNode before, ObjectNode after, Author author, Instant at) {
        ObjectNode changed = changedFields(before, after);
        if (changed.isEmpty()) {
            return;
        }
        ArrayNode entries = KubernetesJson.object().arrayNode();
        ObjectNode own = null;
        for (JsonNode entry : after.at("/metadata/managedFields")) {
            ObjectNode copy = entry.deepCopy();
            if (isBy(copy, author)) {
                own = copy;
            } else {
                subtract((ObjectNode) copy.path("fieldsV1"), changed);
                if (!copy.path("fieldsV1").isEmpty()) {
                    entries.add(copy);
                }
            }
        }
        if (own == null) {
            own = newEntry(author, after.path("apiVersion").asText());
        }
        own.put("time", at.truncatedTo(ChronoUnit.SECONDS).toString());
        union((ObjectNode) own.get("fieldsV1"), changed);
        entries.add(own);
        KubernetesJson.child(after, "metadata").set("managedFields", entries);
    }

    private static boolean isBy(ObjectNode entry, Author author) {
        return entry.path("manager").asText().equals(author.manager())
                && entry.path("subresource").asText().equals(author.subresource());
    }

    private static ObjectNode newEntry(Author author, String apiVersion) {
        ObjectNode entry = KubernetesJson.object();
        entry.put("manager", author.manager()).put("operation", "Update").put("apiVersion", apiVersion);
        entry.put("fieldsType", "FieldsV1");
        entry.putObject("fieldsV1");
        if (!author.subresource().isEmpty()) {
            entry.put("subresource", author.subresource());
        }
        return entry;
    }

    private static ObjectNode changedFields(ObjectNode before, ObjectNode after) {
        ObjectNode fields = KubernetesJson.object();
        for (String part : new String[] {"spec", "status", "data", "webhooks", "rules"}) {
            difference(before == null ? null : before.get(part), after.get(part), fields, "f:" + part);
        }
        ObjectNode metadata = KubernetesJson.object();
        for (String part : new String[] {"labels", "annotations", "ownerReferences", "finalizers"}) {
            difference(
                    before == null ? null : before.path("metadata").get(part),
                    after.path("metadata").get(part),
                    metadata,
                    "f:" + part);
        }
        if (!metadata.isEmpty()) {
            fields.set("f:metadata", metadata);
        }
        return fields;
    }

    private static void difference(JsonNode before, JsonNode after, ObjectNode into, String name) {
        if (after == null || after.equals(before)) {
            return;
        }
        ObjectNode field = KubernetesJson.object();
        if (after instanceof ObjectNode object && !object.isEmpty()) {
            object.properties()
                    .forEach(child -> difference(
                            before == null ? null : before.get(child.getKey()),
                            child.getValue(),
                            field,
                            "f:" + child.getKey()));
            if (field.isEmpty()) {
                return;
            }
        }
        into.set(name, field);
    }

    private static void union(ObjectNode into, ObjectNode from) {
        from.properties().forEach(field -> {
            if (into.get(field.getKey()) instanceof ObjectNode existing) {
                union(existing, (ObjectNode) field.getValue());
            } else {
                into.set(field.getKey(), field.getValue().deepCopy());
            }
        });
    }

    private static void subtract(ObjectNode from, ObjectNode taken) {
        Iterator<Map.Entry<String, JsonNode>> fields = from.properties().iterator();
        while (fields.hasNext()) {
            Map.Entry<String, JsonNode> field = fields.next();
            if (taken.get(field.getKey()) instanceof ObjectNode takenPart) {
                if (takenPart.isEmpty() || field.getValue().isEmpty()) {
                    fields.remove();
                } else {
                    subtract((ObjectNode) field.getValue(), takenPart);
                    if (field.getValue().isEmpty()) {
                        fields.remove();
                    }
                }
            }
        }
    }
}
