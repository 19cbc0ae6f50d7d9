package io.traas.drills.cluster.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.Refusal.Cause;
import io.traas.drills.cluster.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Lists of objects, whole or in pages. Later pages show the objects as they are by then, under the version of the
 * first page: this cluster keeps no past states.
 */
public final class Lists {

    private final ObjectStore store;

    public Lists(ObjectStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /**
     * The objects of the query.
     *
     * @param limit most objects of a page, 0 for all
     * @param continueToken token of the page before, empty for the first
     * @param version resourceVersion parameter, empty for none
     * @param versionMatch resourceVersionMatch parameter, empty for none
     */
    public ObjectNode list(ListQuery query, int limit, String continueToken, String version, String versionMatch) {
        return store.locked(() -> {
            checkVersion(query, version, versionMatch);
            JsonNode token = continueToken.isEmpty() ? KubernetesJson.object() : read(continueToken);
            String start = token.path("start").asText();
            long shown = token.has("rv") ? token.path("rv").asLong() : store.version();
            List<StoredObject> rest = store.list(query.type(), query.namespace()).stream()
                    .filter(query::matches)
                    .filter(object -> position(object).compareTo(start) > 0)
                    .toList();
            List<StoredObject> page = limit > 0 && rest.size() > limit ? rest.subList(0, limit) : rest;
            ObjectNode list = KubernetesJson.object();
            list.put("kind", query.type().kind() + "List")
                    .put("apiVersion", query.type().apiVersion());
            ObjectNode metadata = list.putObject("metadata").put("resourceVersion", Long.toString(shown));
            if (page.size() < rest.size()) {
                metadata.put("continue", token(shown, position(page.get(page.size() - 1))));
                metadata.put("remainingItemCount", rest.size() - page.size());
            }
            ArrayNode items = list.putArray("items");
            page.forEach(object -> items.add(withoutKind(object)));
            return list;
        });
    }

    private void checkVersion(ListQuery query, String version, String versionMatch) {
        if (!versionMatch.isEmpty() && version.isEmpty()) {
            throw Refusal.invalid(
                    "meta.k8s.io",
                    "ListOptions",
                    "",
                    List.of(new Cause(
                            "FieldValueForbidden",
                            "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided",
                            "resourceVersionMatch")));
        }
        if (version.isEmpty()) {
            return;
        }
        long asked = Long.parseLong(version);
        if (asked > store.version()) {
            throw Refusal.versionTooLarge(asked, store.version());
        }
        // Exact past states are not kept, so any but the present one counts as compacted.
        if (versionMatch.equals("Exact") && asked != store.version()) {
            throw Refusal.of(410, "Expired", "The resourceVersion for the provided list is too old.");
        }
    }

    private static ObjectNode withoutKind(StoredObject object) {
        ObjectNode item = KubernetesJson.object();
        object.tree().properties().forEach(field -> {
            if (!field.getKey().equals("kind") && !field.getKey().equals("apiVersion")) {
                item.set(field.getKey(), field.getValue());
            }
        });
        return item;
    }

    private static String position(StoredObject object) {
        return object.namespace() + "/" + object.name();
    }

    private static String token(long version, String last) {
        String text =
                KubernetesJson.text(KubernetesJson.object().put("rv", version).put("start", last));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode read(String token) {
        try {
            JsonNode tree =
                    KubernetesJson.parse(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
            if (tree.isObject()) {
                return tree;
            }
            throw invalidToken("not an object");
        } catch (IllegalArgumentException | JsonProcessingException malformed) {
            throw invalidToken("invalid character looking for beginning of value");
        }
    }

    private static Refusal invalidToken(String why) {
        return Refusal.badRequest("invalid continue token: continue key is not valid: " + why);
    }
}
