package io.traas.drills.cluster.api;

import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the path of a request names. The group and plural may be unknown to this cluster: permission is asked before
 * existence.
 *
 * @param group API group, empty for the core group
 * @param version API version
 * @param plural plural name of the resource
 * @param namespace empty for cluster-wide objects and for lists over all namespaces
 * @param name empty for collections
 * @param subresource empty for the object itself
 */
record ResourcePath(String group, String version, String plural, String namespace, String name, String subresource) {

    ResourcePath {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(plural, "plural");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(subresource, "subresource");
    }

    /** Reads the path; empty if it does not name a resource. */
    static Optional<ResourcePath> of(List<String> path) {
        if (path.isEmpty()) {
            return Optional.empty();
        }
        int versionAt = path.get(0).equals("api") ? 1 : path.get(0).equals("apis") ? 2 : -1;
        if (versionAt < 0 || path.size() < versionAt + 2) {
            return Optional.empty();
        }
        String group = versionAt == 2 ? path.get(1) : "";
        List<String> rest = path.subList(versionAt + 1, path.size());
        String namespace = "";
        // namespaces/x and its subresources are about the Namespace itself.
        boolean own = rest.size() == 3 && List.of("status", "finalize").contains(rest.get(2));
        if (rest.size() >= 3 && rest.get(0).equals("namespaces") && !own) {
            namespace = rest.get(1);
            rest = rest.subList(2, rest.size());
        }
        return Optional.of(new ResourcePath(
                group,
                path.get(versionAt),
                rest.get(0),
                namespace,
                rest.size() > 1 ? rest.get(1) : "",
                rest.size() > 2 ? rest.get(2) : ""));
    }

    Optional<ResourceType> type() {
        return ResourceType.of(group, version, plural);
    }

    ObjectKey key() {
        return new ObjectKey(type().orElseThrow(), namespace, name);
    }

    boolean isCollection() {
        return name.isEmpty();
    }

    String qualifiedPlural() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** As permissions name it: {@code pods} or {@code pods/eviction}. */
    String permissionName() {
        return subresource.isEmpty() ? plural : plural + "/" + subresource;
    }
}
