package io.traas.drills.cluster.read;

import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.Objects;

/** Which objects a list or a watch is about. Immutable. */
public final class ListQuery {

    private final ResourceType type;
    private final String namespace;
    private final LabelSelector labels;
    private final FieldSelector fields;

    /** Reads both selectors; refuses what it cannot read. An empty namespace means every namespace. */
    public ListQuery(ResourceType type, String namespace, String labelSelector, String fieldSelector) {
        this.type = Objects.requireNonNull(type, "type");
        this.namespace = Objects.requireNonNull(namespace, "namespace");
        this.labels = LabelSelector.parse(labelSelector);
        this.fields = FieldSelector.parse(type, fieldSelector);
    }

    public ResourceType type() {
        return type;
    }

    public String namespace() {
        return namespace;
    }

    /** Whether the object is one of them. */
    public boolean matches(StoredObject object) {
        return object != null
                && object.key().type() == type
                && (namespace.isEmpty() || namespace.equals(object.namespace()))
                && labels.matches(object.labels())
                && fields.matches(object);
    }
}
