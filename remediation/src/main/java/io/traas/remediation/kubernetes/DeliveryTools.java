package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.remediation.act.Reason;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses to change what a delivery tool (GitOps, Helm) owns: it would put its own value back. The API server notes who
 * manages which field; where a tool left no such note, its labels and annotations claim the whole object.
 */
final class DeliveryTools {

    /** Field managers, as the tools name themselves. */
    private static final Map<String, String> MANAGERS = Map.of(
            "argocd-controller", "Argo CD",
            "argocd-application-controller", "Argo CD",
            "argocd-server", "Argo CD",
            "kustomize-controller", "Flux",
            "helm-controller", "Flux",
            "helm", "Helm");

    /** Labels and annotations by which a tool claims an object; the more telling ones first. */
    private static final Map<String, String> CLAIMS = claims();

    private DeliveryTools() {}

    /** @param patch what would be changed, as a JSON merge patch */
    static void refuseIfOwned(ApiObject object, ObjectNode patch) {
        boolean noted = false;
        for (JsonNode note : object.tree().at("/metadata/managedFields")) {
            String tool = MANAGERS.get(note.path("manager").asText());
            if (tool == null) {
                continue;
            }
            noted = true;
            Optional<String> owned = firstOwned("", note.path("fieldsV1"), patch);
            if (owned.isPresent()) {
                throw refused(tool, owned.get(), object);
            }
        }
        if (noted) {
            return;
        }
        CLAIMS.forEach((claim, tool) -> {
            if (!object.label(claim).isEmpty() || !object.annotation(claim).isEmpty()) {
                throw refused(tool, "all", object);
            }
        });
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

    private static RefusedException refused(String tool, String field, ApiObject object) {
        return RefusedException.denied(
                Reason.NOT_OURS,
                tool + " owns " + field + " of " + object.describe() + " and would put it back; change it there"
                        + (tool.equals("Helm") ? "" : ", or suspend the reconciliation"));
    }

    private static Map<String, String> claims() {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("argocd.argoproj.io/tracking-id", "Argo CD");
        claims.put("argocd.argoproj.io/instance", "Argo CD");
        claims.put("kustomize.toolkit.fluxcd.io/name", "Flux");
        claims.put("helm.toolkit.fluxcd.io/name", "Flux");
        claims.put("meta.helm.sh/release-name", "Helm");
        return claims;
    }
}
