package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Strategic merge patch: like a merge patch, but lists of things with a name are merged by it. Knows the lists of the
 * kinds this cluster has, and the directives {@code $patch: delete}, {@code $patch: replace} and
 * {@code $retainKeys}/{@code $setElementOrder} (the last two only order or restrict, and are dropped).
 */
final class StrategicMerge {

    private static final Map<String, String> MERGE_KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("ephemeralContainers", "name"),
            Map.entry("env", "name"),
            Map.entry("volumes", "name"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"),
            Map.entry("taints", "key"),
            Map.entry("conditions", "type"),
            Map.entry("ownerReferences", "uid"),
            Map.entry("addresses", "type"));
    private static final Set<String> LISTS_OF_VALUES = Set.of("finalizers");

    private StrategicMerge() {}

    /** Applies the patch to the target in place. */
    static void apply(ObjectNode target, ObjectNode patch) {
        if (patch.path("$patch").asText().equals("replace")) {
            target.removeAll();
        }
        patch.properties().forEach(field -> {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (name.startsWith("$")) {
                return;
            }
            if (value.isNull()) {
                target.remove(name);
            } else if (value instanceof ObjectNode object) {
                if (object.path("$patch").asText().equals("delete")) {
                    target.remove(name);
                } else {
                    ObjectNode child = target.get(name) instanceof ObjectNode old ? old : target.putObject(name);
                    apply(child, object);
                }
            } else if (value instanceof ArrayNode list && target.get(name) instanceof ArrayNode old) {
                target.set(name, merged(name, old, list));
            } else if (value instanceof ArrayNode list) {
                target.set(name, merged(name, list.arrayNode(), list));
            } else {
                target.set(name, value);
            }
        });
    }

    private static ArrayNode merged(String name, ArrayNode old, ArrayNode patch) {
        String key = name.equals("ports") ? portKey(patch) : MERGE_KEYS.get(name);
        if (LISTS_OF_VALUES.contains(name)) {
            ArrayNode union = old.deepCopy();
            patch.forEach(value -> {
                if (!contains(union, value)) {
                    union.add(value);
                }
            });
            return union;
        }
        if (key == null) {
            return patch;
        }
        for (JsonNode element : patch) {
            if (element.path("$patch").asText().equals("replace")) {
                ArrayNode rest = patch.arrayNode();
                patch.forEach(other -> {
                    if (!other.has("$patch")) {
                        rest.add(other);
                    }
                });
                return rest;
            }
        }
        return mergedBy(key, old, patch);
    }

    private static ArrayNode mergedBy(String key, ArrayNode old, ArrayNode patch) {
        List<JsonNode> result = new ArrayList<>();
        old.forEach(result::add);
        List<JsonNode> added = new ArrayList<>();
        for (JsonNode element : patch) {
            JsonNode id = element.path(key);
            int position = -1;
            for (int i = 0; i < result.size(); i++) {
                if (result.get(i).path(key).equals(id)) {
                    position = i;
                }
            }
            if (element.path("$patch").asText().equals("delete")) {
                if (position >= 0) {
                    result.remove(position);
                }
            } else if (position >= 0 && result.get(position) instanceof ObjectNode existing) {
                ObjectNode copy = existing.deepCopy();
                apply(copy, (ObjectNode) element);
                result.set(position, copy);
            } else {
                added.add(element);
            }
        }
        // New elements come first, as the real server puts them.
        ArrayNode list = old.arrayNode();
        added.forEach(list::add);
        result.forEach(list::add);
        return list;
    }

    /** Ports of containers are told apart by containerPort, those of services by port. */
    private static String portKey(ArrayNode patch) {
        return patch.path(0).has("containerPort") ? "containerPort" : "port";
    }

    private static boolean contains(ArrayNode list, JsonNode value) {
        for (JsonNode element : list) {
            if (element.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
