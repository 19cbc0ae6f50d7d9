package io.traas.drills.cluster.control;

import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Deletion;
import io.traas.drills.cluster.write.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Deletes what is owned by something that is gone, and everything in a namespace that is being deleted. */
final class GarbageCollector implements Controller {

    private final Registry registry;

    GarbageCollector(Registry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        Set<ObjectKey> keys = new LinkedHashSet<>();
        if (change.after() == null) {
            everythingIn(change.key().namespace()).stream()
                    .filter(object ->
                            object.controllerUid().equals(change.before().uid()))
                    .forEach(object -> keys.add(object.key()));
            if (change.type().namespaced()) {
                keys.add(new ObjectKey(ResourceType.NAMESPACE, "", change.key().namespace()));
            }
        } else if (change.type() == ResourceType.NAMESPACE && change.after().isTerminating()) {
            keys.add(change.key());
        }
        return keys;
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject object = registry.store().find(key).orElse(null);
        if (object == null) {
            return;
        }
        if (key.type() == ResourceType.NAMESPACE) {
            if (object.isTerminating()) {
                empty(object);
            }
        } else if (!object.controllerUid().isEmpty() && !object.isTerminating() && ownerIsGone(object)) {
            registry.delete(key, Deletion.plain());
        }
    }

    private void empty(StoredObject namespace) {
        List<StoredObject> content = everythingIn(namespace.name());
        for (StoredObject object : content) {
            // An owner's deletion may have taken this one along already.
            if (!object.isTerminating() && registry.store().find(object.key()).isPresent()) {
                registry.delete(object.key(), Deletion.plain());
            }
        }
        if (everythingIn(namespace.name()).isEmpty()) {
            registry.confirmDeletion(namespace.key(), namespace.uid());
        }
    }

    private boolean ownerIsGone(StoredObject object) {
        return everythingIn(object.namespace()).stream()
                .noneMatch(owner -> owner.uid().equals(object.controllerUid()));
    }

    private List<StoredObject> everythingIn(String namespace) {
        if (namespace.isEmpty()) {
            return List.of();
        }
        List<StoredObject> all = new ArrayList<>();
        for (ResourceType type : ResourceType.values()) {
            if (type.namespaced()) {
                all.addAll(registry.store().list(type, namespace));
            }
        }
        return all;
    }
}
