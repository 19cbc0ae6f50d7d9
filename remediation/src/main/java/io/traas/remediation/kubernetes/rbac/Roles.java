package io.traas.remediation.kubernetes.rbac;

import io.traas.remediation.kubernetes.rbac.Grant.Need;
import io.traas.remediation.kubernetes.rbac.Grant.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the least Roles for chosen actions as YAML, with the reason beside each verb. */
public final class Roles {

    private static final String API = "apiVersion: rbac.authorization.k8s.io/v1\n";
    private static final String ACCOUNT =
            "subjects:\n  - {kind: ServiceAccount, name: traas-remediation, namespace: %s}\n";

    private final String platformNamespace;

    /** @param platformNamespace where the account of remediation lives */
    public Roles(String platformNamespace) {
        this.platformNamespace = platformNamespace;
    }

    /**
     * ClusterRoles, which grant nothing inside a namespace until somebody binds them there; what is cluster-wide by
     * nature (nodes) is bound at once.
     */
    public String unbound(List<String> actions) {
        List<String> documents = new ArrayList<>();
        for (String action : actions) {
            List<Grant> grants = inScope(action, Scope.NAMESPACE);
            if (!grants.isEmpty()) {
                documents.add(role("ClusterRole", "{name: " + name(action) + "}", action, grants));
            }
            addClusterWide(documents, action);
        }
        return joined(documents);
    }

    /** Roles and their bindings in these namespaces. */
    public String bound(List<String> actions, List<String> namespaces) {
        List<String> documents = new ArrayList<>();
        for (String action : actions) {
            List<Grant> grants = inScope(action, Scope.NAMESPACE);
            for (String namespace : grants.isEmpty() ? List.<String>of() : namespaces) {
                String metadata = "{name: " + name(action) + ", namespace: " + namespace + "}";
                documents.add(role("Role", metadata, action, grants));
                documents.add(binding("RoleBinding", metadata, "Role", name(action)));
            }
            addClusterWide(documents, action);
        }
        return joined(documents);
    }

    private void addClusterWide(List<String> documents, String action) {
        List<Grant> grants = inScope(action, Scope.CLUSTER);
        if (!grants.isEmpty()) {
            String metadata = "{name: " + name(action) + "-cluster}";
            documents.add(role("ClusterRole", metadata, action, grants));
            documents.add(binding("ClusterRoleBinding", metadata, "ClusterRole", name(action) + "-cluster"));
        }
    }

    private static List<Grant> inScope(String action, Scope scope) {
        return Grants.of(action).stream()
                .filter(grant -> grant.scope() == scope)
                .toList();
    }

    private static String name(String action) {
        return "traas-act-" + action;
    }

    private static String role(String kind, String metadata, String action, List<Grant> grants) {
        Map<String, List<Grant>> byResource = new LinkedHashMap<>();
        grants.stream()
                .sorted((a, b) -> a.need().compareTo(b.need()))
                .forEach(grant -> byResource
                        .computeIfAbsent(grant.qualifiedResource(), unused -> new ArrayList<>())
                        .add(grant));
        StringBuilder yaml = new StringBuilder("# ./traas rbac --actions " + action + "\n" + API);
        yaml.append("kind: ")
                .append(kind)
                .append("\nmetadata: ")
                .append(metadata)
                .append("\nrules:\n");
        for (List<Grant> rule : byResource.values()) {
            String group = rule.get(0).group();
            yaml.append("  - apiGroups: [")
                    .append(group.isEmpty() ? "\"\"" : group)
                    .append("]\n");
            yaml.append("    resources: [").append(rule.get(0).resource()).append("]\n    verbs:\n");
            for (Grant grant : rule) {
                yaml.append("      - %-7s # %s%n".formatted(grant.verb(), grant.why() + withoutIt(grant)));
            }
        }
        return yaml.toString();
    }

    private static String withoutIt(Grant grant) {
        return grant.need() == Need.EVENT || grant.need() == Need.TAKE_OVER ? "; may be left out" : "";
    }

    private String binding(String kind, String metadata, String roleKind, String role) {
        return API + "kind: " + kind + "\nmetadata: " + metadata + "\n"
                + "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: " + roleKind + ", name: " + role + "}\n"
                + ACCOUNT.formatted(platformNamespace);
    }

    private static String joined(List<String> documents) {
        return String.join("---\n", documents);
    }
}
