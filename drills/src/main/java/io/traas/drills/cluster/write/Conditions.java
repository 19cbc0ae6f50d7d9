package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The conditions of a status tree. */
public final class Conditions {

    private Conditions() {}

    /** The condition of this type, or a missing node. */
    public static JsonNode find(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        return status.path("conditions").path("absent");
    }

    public static boolean isTrue(JsonNode status, String type) {
        return find(status, type).path("status").asText().equals("True");
    }

    /**
     * Sets the condition; its transition time moves only with its status. Empty reason or message are left out.
     * The answer is the condition itself, for further fields.
     */
    public static ObjectNode set(
            ObjectNode status, String type, String value, String reason, String message, String now) {
        ArrayNode conditions =
                status.get("conditions") instanceof ArrayNode list ? list : status.putArray("conditions");
        ObjectNode condition = find(status, type) instanceof ObjectNode found ? found : conditions.addObject();
        String old = condition.path("status").asText();
        condition.put("type", type).put("status", value);
        if (!old.equals(value)) {
            condition.put("lastTransitionTime", now);
        }
        putOrRemove(condition, "reason", reason);
        putOrRemove(condition, "message", message);
        return condition;
    }

    private static void putOrRemove(ObjectNode condition, String field, String text) {
        if (text.isEmpty()) {
            condition.remove(field);
        } else {
            condition.put(field, text);
        }
    }
}
