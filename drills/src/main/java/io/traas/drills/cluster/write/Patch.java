package io.traas.drills.cluster.write;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.Refusal.Cause;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.List;
import java.util.Objects;

/** A PATCH body: JSON patch, merge patch or strategic merge patch. */
public final class Patch {

    private enum Form {
        JSON,
        MERGE,
        STRATEGIC
    }

    private final Form form;
    private final JsonNode body;

    private Patch(Form form, JsonNode body) {
        this.form = Objects.requireNonNull(form, "form");
        this.body = Objects.requireNonNull(body, "body");
    }

    /** Reads the body by its content type; refuses other types (415) and malformed bodies (400). */
    public static Patch of(String contentType, String body) {
        Form form = switch (contentType.split(";", 2)[0].trim()) {
            case "application/json-patch+json" -> Form.JSON;
            case "application/merge-patch+json" -> Form.MERGE;
            case "application/strategic-merge-patch+json" -> Form.STRATEGIC;
            default -> throw Refusal.withEmptyDetails(415, "UnsupportedMediaType", "415: Unsupported Media Type");
        };
        try {
            JsonNode tree = KubernetesJson.parse(body);
            if (form == Form.JSON ? tree.isArray() : tree.isObject()) {
                return new Patch(form, tree);
            }
            throw Refusal.badRequest("error decoding patch: json: cannot unmarshal this body into a patch");
        } catch (JsonProcessingException malformed) {
            throw Refusal.badRequest("error decoding patch: unexpected end of JSON input");
        }
    }

    /** The object after the patch; refuses a patch that names another version (409) or another uid (422). */
    public ObjectNode applyTo(ResourceType type, StoredObject current) {
        return applyTo(type, current.name(), current.copy());
    }

    /** The given view of the object, such as its scale, after the patch. */
    public ObjectNode applyTo(ResourceType type, String name, ObjectNode view) {
        JsonNode uid = view.at("/metadata/uid");
        JsonNode version = view.at("/metadata/resourceVersion");
        ObjectNode patched = patched(view.deepCopy());
        JsonNode wantedVersion = patched.at("/metadata/resourceVersion");
        if (wantedVersion.isTextual() && !wantedVersion.asText().isEmpty() && !wantedVersion.equals(version)) {
            throw Refusal.modified(type, name);
        }
        JsonNode wantedUid = patched.at("/metadata/uid");
        if (wantedUid.isTextual() && !wantedUid.equals(uid)) {
            Cause cause = Cause.invalid("metadata.uid", '"' + wantedUid.asText() + '"', "field is immutable");
            // The real server reports this cause twice.
            throw Refusal.invalid(type, name, List.of(cause, cause));
        }
        return patched;
    }

    private ObjectNode patched(ObjectNode target) {
        switch (form) {
            case JSON -> {
                try {
                    if (JsonPatch.apply(body, target) instanceof ObjectNode object) {
                        return object;
                    }
                } catch (JsonPatchException failed) {
                    throw rejected();
                }
                throw rejected();
            }
            case MERGE -> merge(target, (ObjectNode) body);
            case STRATEGIC -> StrategicMerge.apply(target, body.deepCopy());
        }
        return target;
    }

    private static Refusal rejected() {
        return Refusal.withEmptyDetails(
                422, "Invalid", "the server rejected our request due to an error in our request");
    }

    private static void merge(ObjectNode target, ObjectNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                target.remove(field.getKey());
            } else if (field.getValue() instanceof ObjectNode object) {
                ObjectNode child =
                        target.get(field.getKey()) instanceof ObjectNode old ? old : target.putObject(field.getKey());
                merge(child, object);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }
}
