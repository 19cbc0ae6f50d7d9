package io.traas.drills.cluster.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;

/** Kubernetes objects as JSON trees and as the client's model classes. */
public final class KubernetesJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final ObjectReader STRICT = MAPPER.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private KubernetesJson() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Reads a text; an empty text is a missing node. */
    public static JsonNode parse(String text) throws JsonProcessingException {
        return STRICT.readTree(text);
    }

    /** Text without line breaks. */
    public static String text(JsonNode tree) {
        return tree.toString();
    }

    /** A model object as a tree without nulls. */
    public static ObjectNode tree(Object model) {
        ObjectNode tree = MAPPER.valueToTree(model);
        dropNulls(tree);
        return tree;
    }

    /** A tree as a model object; refuses values of a wrong type. */
    public static <T> T model(JsonNode tree, Class<T> type) {
        return MAPPER.convertValue(tree, type);
    }

    /** Takes all nulls out, at any depth: for Kubernetes a null field is an absent field. */
    public static void dropNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            Iterator<JsonNode> fields = object.elements();
            while (fields.hasNext()) {
                JsonNode field = fields.next();
                if (field.isNull()) {
                    fields.remove();
                } else {
                    dropNulls(field);
                }
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(KubernetesJson::dropNulls);
        }
    }

    /** The child object of this name, created when absent. */
    public static ObjectNode child(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode existing ? existing : parent.putObject(name);
    }
}
