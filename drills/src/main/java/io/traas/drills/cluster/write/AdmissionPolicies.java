package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The two admission policies of {@code deploy/fence.yaml}, in force while they are stored with a binding each. There is no
 * CEL here: whom and what they match is read from the stored objects, what they demand is written out below. Other
 * policies are only stored.
 */
final class AdmissionPolicies {

    private static final String FENCE_POLICY = "traas-fence";
    private static final String SUBRESOURCE_POLICY = "traas-no-unfenced-subresource";
    private static final String FENCE = "traas.io/fence";
    private static final String WRITTEN_FOR = "traas.io/written-for";
    private static final Pattern USER = Pattern.compile("request\\.userInfo\\.username == '([^']+)'");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

    private final ObjectStore store;

    AdmissionPolicies(ObjectStore store) {
        this.store = store;
    }

    /** Refuses what a policy in force denies (422). @param before null when the object is created */
    void check(Author author, ObjectKey key, StoredObject before, ObjectNode after) {
        if (author.user().isEmpty()) {
            return;
        }
        if (applies(SUBRESOURCE_POLICY, author, key.type(), before == null)) {
            throw denied(
                    SUBRESOURCE_POLICY,
                    key,
                    "this subresource can carry no fence, the object itself has to be written");
        }
        if (applies(FENCE_POLICY, author, key.type(), before == null)) {
            String fence = annotation(after, FENCE);
            String stored = before == null ? "" : annotation(before.tree(), FENCE);
            if (!NUMBER.matcher(fence).matches()) {
                throw denied(FENCE_POLICY, key, "traas.io/fence is missing or no number");
            }
            long floor = NUMBER.matcher(stored).matches() ? Long.parseLong(stored) : 0;
            long epoch = Long.parseLong(fence);
            if (epoch < floor) {
                throw denied(FENCE_POLICY, key, "fence " + fence + " is older than " + stored);
            }
            if (before != null
                    && epoch == floor
                    && !annotation(after, WRITTEN_FOR).equals(fence + "/" + before.version())) {
                throw denied(
                        FENCE_POLICY,
                        key,
                        "traas.io/written-for does not name this fence and the version that is changed");
            }
        }
    }

    private boolean applies(String policy, Author author, ResourceType type, boolean creates) {
        boolean bound = store.find(new ObjectKey(ResourceType.ADMISSION_POLICY_BINDING, "", policy))
                .isPresent();
        Optional<StoredObject> stored = store.find(new ObjectKey(ResourceType.ADMISSION_POLICY, "", policy));
        if (!bound || stored.isEmpty()) {
            return false;
        }
        JsonNode spec = stored.get().tree().path("spec");
        for (JsonNode condition : spec.path("matchConditions")) {
            Matcher user = USER.matcher(condition.path("expression").asText());
            if (!user.matches() || !user.group(1).equals(author.user())) {
                return false;
            }
        }
        String resource = author.subresource().isEmpty() ? type.plural() : type.plural() + "/" + author.subresource();
        for (JsonNode rule : spec.at("/matchConstraints/resourceRules")) {
            boolean matches = names(rule.path("apiGroups"), type.group())
                    && names(rule.path("operations"), creates ? "CREATE" : "UPDATE")
                    && (names(rule.path("resources"), resource)
                            || names(rule.path("resources"), "*/" + author.subresource()));
            if (matches) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(JsonNode list, String value) {
        for (JsonNode entry : list) {
            if (entry.asText().equals("*") || entry.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String annotation(JsonNode tree, String name) {
        return tree.path("metadata").path("annotations").path(name).asText();
    }

    private static Refusal denied(String policy, ObjectKey key, String message) {
        return Refusal.deniedByPolicy(
                key.type(),
                key.name(),
                "ValidatingAdmissionPolicy '" + policy + "' with binding '" + policy + "' denied request: " + message);
    }
}
