package io.traas.drills.cluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.AccessRules.Account;
import io.traas.drills.cluster.AccessRules.Permission;
import io.traas.drills.cluster.store.KubernetesJson;

/** Answers clients that ask what they themselves may do. Everybody may ask. */
final class AccessReviews {

    static final String GROUP = "authorization.k8s.io";

    private AccessReviews() {}

    /** SelfSubjectAccessReview: may I do this one thing? */
    static ObjectNode access(Account account, JsonNode review) {
        JsonNode asked = review.at("/spec/resourceAttributes");
        String subresource = asked.path("subresource").asText();
        String resource = asked.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource);
        boolean allowed = Authorizer.allows(
                account,
                asked.path("verb").asText(),
                asked.path("group").asText(),
                resource,
                asked.path("namespace").asText());
        ObjectNode answer = answer("SelfSubjectAccessReview");
        answer.set("spec", review.path("spec"));
        ObjectNode status = answer.putObject("status").put("allowed", allowed);
        if (allowed) {
            status.put("reason", "RBAC: allowed to " + account.user());
        }
        return answer;
    }

    /** SelfSubjectRulesReview: what may I do in this namespace? */
    static ObjectNode rules(Account account, JsonNode review) {
        String namespace = review.at("/spec/namespace").asText();
        ObjectNode answer = answer("SelfSubjectRulesReview");
        answer.putObject("spec");
        ObjectNode status = answer.putObject("status");
        var resourceRules = status.putArray("resourceRules");
        for (Permission permission : account.permissions()) {
            if (permission.namespace().equals("*") || permission.namespace().equals(namespace)) {
                ObjectNode rule = resourceRules.addObject();
                rule.putArray("verbs").add(permission.verb());
                rule.putArray("apiGroups").add(permission.group());
                rule.putArray("resources").add(permission.resource());
            }
        }
        status.putArray("nonResourceRules");
        status.put("incomplete", false);
        return answer;
    }

    private static ObjectNode answer(String kind) {
        ObjectNode answer = KubernetesJson.object();
        answer.put("kind", kind).put("apiVersion", GROUP + "/v1");
        answer.putObject("metadata");
        return answer;
    }
}
