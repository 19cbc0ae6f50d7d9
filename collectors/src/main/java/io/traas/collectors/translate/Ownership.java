package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which delivery tool puts a field of the specification back when somebody else changes it. The API server notes who
 * manages which field; where a tool left no such note, its labels and annotations claim the whole object.
 */
final class Ownership {

    /** Field managers, as the tools name themselves. */
    private static final Map<String, String> MANAGERS = Map.of(
            "argocd-controller", "Argo CD",
            "argocd-application-controller", "Argo CD",
            "argocd-server", "Argo CD",
            "kustomize-controller", "Flux",
            "helm-controller", "Flux",
            "helm", "Helm");

    /** Metadata by which a tool claims the object; the more telling ones first. */
    private static final Map<String, String> CLAIMS = claims();

    private Ownership() {}

    /** The tool that owns {@code spec.<field>}, empty when none is known to. */
    static String of(HasMetadata object, String field) {
        List<ManagedFieldsEntry> notes =
                Optional.ofNullable(object.getMetadata().getManagedFields()).orElse(List.of()).stream()
                        .filter(note -> MANAGERS.containsKey(String.valueOf(note.getManager())))
                        .toList();
        if (notes.isEmpty()) {
            return CLAIMS.entrySet().stream()
                    .filter(claim -> carries(object, claim.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElse("");
        }
        return notes.stream()
                .filter(note -> owns(note, field))
                .map(note -> MANAGERS.get(note.getManager()))
                .findFirst()
                .orElse("");
    }

    private static boolean owns(ManagedFieldsEntry note, String field) {
        return note.getFieldsV1() != null
                && note.getFieldsV1().getAdditionalProperties().get("f:spec") instanceof Map<?, ?> spec
                && spec.containsKey("f:" + field);
    }

    private static boolean carries(HasMetadata object, String claim) {
        String[] keyAndValue = claim.split("=", 2);
        String value = Annotations.label(object, keyAndValue[0]) + Annotations.annotation(object, keyAndValue[0]);
        return keyAndValue.length == 1 ? !value.isEmpty() : value.equals(keyAndValue[1]);
    }

    private static Map<String, String> claims() {
        Map<String, String> claims = new LinkedHashMap<>();
        claims.put("argocd.argoproj.io/tracking-id", "Argo CD");
        claims.put("argocd.argoproj.io/instance", "Argo CD");
        claims.put("kustomize.toolkit.fluxcd.io/name", "Flux");
        claims.put("helm.toolkit.fluxcd.io/name", "Flux");
        claims.put("meta.helm.sh/release-name", "Helm");
        claims.put("app.kubernetes.io/managed-by=Helm", "Helm");
        return claims;
    }
}
