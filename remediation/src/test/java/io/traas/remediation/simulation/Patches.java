package io.traas.remediation.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The patches of Kubernetes as far as the platform sends them: of objects, never of lists. */
final class Patches {

    /** A test of a JSON patch did not hold, or a path led nowhere. */
    static final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(String message) {
            super(message, null, false, false);
        }
    }

    private Patches() {}

    /** Strategic merge, which for maps is JSON merge (RFC 7386). */
    static void merge(ObjectNode into, JsonNode patch) {
        patch.properties().forEach(field -> {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                into.remove(field.getKey());
            } else if (value.isObject()) {
                JsonNode before = into.get(field.getKey());
                merge(before instanceof ObjectNode object ? object : into.putObject(field.getKey()), value);
            } else {
                into.set(field.getKey(), value);
            }
        });
    }

    /** RFC 6902: test, add, replace, remove. */
    static void apply(ObjectNode to, JsonNode operations) {
        for (JsonNode operation : operations) {
            String path = operation.path("path").asText();
            int last = path.lastIndexOf('/');
            String name = path.substring(last + 1).replace("~1", "/").replace("~0", "~");
            if (!(to.at(path.substring(0, last)) instanceof ObjectNode parent)) {
                throw new FailedException("the path " + path + " leads nowhere");
            }
            JsonNode value = operation.get("value");
            switch (operation.path("op").asText()) {
                case "test" -> {
                    if (!value.equals(parent.get(name))) {
                        throw new FailedException("testing value " + path + " failed");
                    }
                }
                case "add", "replace" -> parent.set(name, value);
                case "remove" -> parent.remove(name);
                default -> throw new FailedException("unknown operation " + operation);
            }
        }
    }
}
