package io.traas.drills.cluster.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.StoredObject;

/** References from an object to its owner. */
public final class Ownership {

    private Ownership() {}

    /** An entry of metadata.ownerReferences that makes {@code owner} the controller. */
    public static ObjectNode of(StoredObject owner) {
        return KubernetesJson.object()
                .put("apiVersion", owner.key().type().apiVersion())
                .put("kind", owner.key().type().kind())
                .put("name", owner.name())
                .put("uid", owner.uid())
                .put("controller", true)
                .put("blockOwnerDeletion", true);
    }
}
