package io.traas.drills.cluster.control.placement;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;

/** Taints of nodes and what pods tolerate. */
final class Taints {

    static final String UNSCHEDULABLE = "node.kubernetes.io/unschedulable";
    static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private Taints() {}

    static boolean has(JsonNode node, String key, String effect) {
        for (JsonNode taint : node.at("/spec/taints")) {
            if (taint.path("key").asText().equals(key)
                    && taint.path("effect").asText().equals(effect)) {
                return true;
            }
        }
        return false;
    }

    static void add(ObjectNode node, String key, String effect, String now) {
        if (!has(node, key, effect)) {
            node.withObject("/spec")
                    .withArray("/taints")
                    .addObject()
                    .put("key", key)
                    .put("effect", effect)
                    .put("timeAdded", now);
        }
    }

    static void remove(ObjectNode node, String key) {
        if (node.at("/spec/taints") instanceof ArrayNode taints) {
            for (Iterator<JsonNode> all = taints.elements(); all.hasNext(); ) {
                if (all.next().path("key").asText().equals(key)) {
                    all.remove();
                }
            }
            if (taints.isEmpty()) {
                ((ObjectNode) node.get("spec")).remove("taints");
            }
        }
    }

    static boolean tolerated(JsonNode taint, JsonNode tolerations) {
        return toleration(taint, tolerations).isPresent();
    }

    /** The toleration that covers the taint. */
    static Optional<JsonNode> toleration(JsonNode taint, JsonNode tolerations) {
        for (JsonNode toleration : tolerations) {
            String key = toleration.path("key").asText();
            String effect = toleration.path("effect").asText();
            boolean exists = toleration.path("operator").asText().equals("Exists");
            boolean keyFits =
                    key.isEmpty() && exists || key.equals(taint.path("key").asText());
            boolean effectFits =
                    effect.isEmpty() || effect.equals(taint.path("effect").asText());
            boolean valueFits = exists
                    || toleration
                            .path("value")
                            .asText()
                            .equals(taint.path("value").asText());
            if (keyFits && effectFits && valueFits) {
                return Optional.of(toleration);
            }
        }
        return Optional.empty();
    }
}
