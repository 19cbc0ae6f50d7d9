package io.traas.model;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Tools that deliver objects to a cluster and put back what others change. The API server notes which of them manages
 * which field; where a tool left no such note, its labels and annotations claim the whole object.
 */
public enum DeliveryTool {
    ARGO_CD(
            "Argo CD",
            Set.of("argocd-controller", "argocd-application-controller", "argocd-server"),
            List.of("argocd.argoproj.io/tracking-id", "argocd.argoproj.io/instance")),
    FLUX(
            "Flux",
            Set.of("kustomize-controller", "helm-controller"),
            List.of("kustomize.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/name")),
    HELM("Helm", Set.of("helm"), List.of("meta.helm.sh/release-name"));

    private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    private final String text;
    private final Set<String> managers;
    private final List<String> claims;

    DeliveryTool(String text, Set<String> managers, List<String> claims) {
        this.text = text;
        this.managers = managers;
        this.claims = claims;
    }

    /** As it calls itself. */
    public String text() {
        return text;
    }

    /** The one that writes under this name of a field manager. */
    public static Optional<DeliveryTool> managing(String manager) {
        return Arrays.stream(values())
                .filter(tool -> tool.managers.contains(manager))
                .findFirst();
    }

    /** The one that claims an object. @param metadata its label or annotation of a name, empty when it has none */
    public static Optional<DeliveryTool> claiming(UnaryOperator<String> metadata) {
        return Arrays.stream(values())
                .filter(tool -> tool.claims.stream()
                                .anyMatch(claim -> !metadata.apply(claim).isEmpty())
                        || metadata.apply(MANAGED_BY).equals(tool.text))
                .findFirst();
    }
}
