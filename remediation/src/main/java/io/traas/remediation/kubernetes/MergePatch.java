package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** JSON merge patches (RFC 7396): what leads from one tree to another, and nothing of what stays. */
final class MergePatch {

    private MergePatch() {}

    /** Lists are replaced whole. Nulls in {@code after} count as absent. */
    static ObjectNode between(ObjectNode before, ObjectNode after) {
        ObjectNode patch = before.objectNode();
        for (Map.Entry<String, JsonNode> field : before.properties()) {
            if (after.path(field.getKey()).isMissingNode()
                    || after.path(field.getKey()).isNull()) {
                patch.putNull(field.getKey());
            }
        }
        for (Map.Entry<String, JsonNode> field : after.properties()) {
            JsonNode old = before.get(field.getKey());
            JsonNode wanted = field.getValue();
            if (wanted.isNull() || wanted.equals(old)) {
                continue;
            }
            if (wanted instanceof ObjectNode inner) {
                ObjectNode from = old instanceof ObjectNode object ? object : before.objectNode();
                patch.set(field.getKey(), between(from, inner));
            } else {
                patch.set(field.getKey(), wanted);
            }
        }
        return patch;
    }
}
