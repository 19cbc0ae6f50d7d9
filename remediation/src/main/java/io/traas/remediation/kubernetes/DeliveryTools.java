package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.DeliveryTool;
import io.traas.remediation.act.Reason;
import java.util.Map;
import java.util.Optional;

/** Refuses to change what a delivery tool (GitOps, Helm) owns: it would put its own value back. */
final class DeliveryTools {

    private DeliveryTools() {}

    /** @param patch what would be changed, as a JSON merge patch */
    static void refuseIfOwned(ApiObject object, ObjectNode patch) {
        boolean noted = false;
        for (JsonNode note : object.tree().at("/metadata/managedFields")) {
            Optional<DeliveryTool> tool =
                    DeliveryTool.managing(note.path("manager").asText());
            noted = noted || tool.isPresent();
            Optional<String> owned = tool.isPresent() ? firstOwned("", note.path("fieldsV1"), patch) : Optional.empty();
            if (owned.isPresent()) {
                throw refused(tool.get(), owned.get(), object);
            }
        }
        if (!noted) {
            DeliveryTool.claiming(name -> object.label(name) + object.annotation(name))
                    .ifPresent(tool -> {
                        throw refused(tool, "all", object);
                    });
        }
    }

    /** The first changed field that the note covers; a list counts as one field. */
    private static Optional<String> firstOwned(String path, JsonNode note, JsonNode change) {
        for (Map.Entry<String, JsonNode> field : change.properties()) {
            JsonNode owned = note.path("f:" + field.getKey());
            String name = path + field.getKey();
            if (owned.isMissingNode()) {
                continue;
            }
            if (!(field.getValue() instanceof ObjectNode inner) || owned.isEmpty()) {
                return Optional.of(name);
            }
            Optional<String> below = firstOwned(name + ".", owned, inner);
            if (below.isPresent()) {
                return below;
            }
        }
        return Optional.empty();
    }

    private static RefusedException refused(DeliveryTool tool, String field, ApiObject object) {
        return RefusedException.denied(
                Reason.NOT_OURS,
                tool.text() + " owns " + field + " of " + object.describe() + " and would put it back; change it there"
                        + (tool == DeliveryTool.HELM ? "" : ", or suspend the reconciliation"));
    }
}
