package io.traas.drills.cluster.store;

import java.util.Objects;

/** Where an object is found; namespace is empty for cluster-wide objects. */
public record ObjectKey(ResourceType type, String namespace, String name) {

    public ObjectKey {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
        if (type.namespaced() == namespace.isEmpty()) {
            throw new IllegalArgumentException(
                    type.kind() + " " + name + (namespace.isEmpty() ? " needs" : " cannot have") + " a namespace");
        }
    }
}
