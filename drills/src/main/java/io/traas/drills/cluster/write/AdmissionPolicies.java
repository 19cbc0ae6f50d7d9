package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ValidatingAdmissionPolicies that are stored with a binding, in force with the expressions they carry: rules, match
 * conditions, variables, validations. Bindings that select or warn only, and parameters, are not looked at. An
 * expression that fails refuses, as {@code failurePolicy: Fail} says.
 */
final class AdmissionPolicies {

    private final ObjectStore store;
    private final Expressions expressions = new Expressions();

    AdmissionPolicies(ObjectStore store) {
        this.store = store;
    }

    /** Refuses what a policy in force denies (422). @param before null when the object is created */
    void check(Author author, ObjectKey key, StoredObject before, ObjectNode after) {
        if (author.user().isEmpty()) {
            return;
        }
        String operation = before == null ? "CREATE" : "UPDATE";
        for (StoredObject binding : store.list(ResourceType.ADMISSION_POLICY_BINDING, "")) {
            String policy = binding.tree().at("/spec/policyName").asText();
            Optional<JsonNode> spec = store.find(new ObjectKey(ResourceType.ADMISSION_POLICY, "", policy))
                    .map(stored -> stored.tree().path("spec"))
                    .filter(found -> concerns(found, author, key.type(), operation));
            if (spec.isPresent()) {
                complaint(spec.get(), facts(author, operation, before, after)).ifPresent(why -> {
                    throw Refusal.deniedByPolicy(
                            key.type(),
                            key.name(),
                            "ValidatingAdmissionPolicy '" + policy + "' with binding '"
                                    + binding.key().name() + "' denied request: " + why);
                });
            }
        }
    }

    private static Expressions.Facts facts(Author author, String operation, StoredObject before, ObjectNode after) {
        return Expressions.facts(operation, author.user(), before == null ? null : before.tree(), after);
    }

    /** Why it is denied: of the first validation that does not hold. */
    private Optional<String> complaint(JsonNode spec, Expressions.Facts facts) {
        try {
            for (JsonNode condition : spec.path("matchConditions")) {
                if (!expressions.holds(condition.path("expression").asText(), facts)) {
                    return Optional.empty();
                }
            }
            Map<String, Object> variables = new HashMap<>();
            Expressions.Facts all = facts.with(variables);
            for (JsonNode variable : spec.path("variables")) {
                variables.put(
                        variable.path("name").asText(),
                        expressions.value(variable.path("expression").asText(), all));
            }
            for (JsonNode validation : spec.path("validations")) {
                if (!expressions.holds(validation.path("expression").asText(), all)) {
                    return Optional.of(
                            validation.has("messageExpression")
                                    ? expressions
                                            .value(
                                                    validation
                                                            .get("messageExpression")
                                                            .asText(),
                                                    all)
                                            .toString()
                                    : validation.path("message").asText());
                }
            }
            return Optional.empty();
        } catch (Expressions.FailedException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static boolean concerns(JsonNode spec, Author author, ResourceType type, String operation) {
        String resource = author.subresource().isEmpty() ? type.plural() : type.plural() + "/" + author.subresource();
        for (JsonNode rule : spec.at("/matchConstraints/resourceRules")) {
            boolean matches = names(rule.path("apiGroups"), type.group())
                    && names(rule.path("operations"), operation)
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
}
