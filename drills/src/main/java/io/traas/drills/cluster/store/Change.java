package io.traas.drills.cluster.store;

import java.util.Objects;

/**
 * One stored change of one object.
 *
 * @param version resourceVersion this change took
 * @param before the object before, null when it was created
 * @param after the object after, null when it was removed
 */
public record Change(long version, StoredObject before, StoredObject after) {

    public Change {
        if (before == null && after == null) {
            throw new IllegalArgumentException("change " + version + " has neither a before nor an after");
        }
    }

    /** The object, as it is or last was. */
    public StoredObject object() {
        return after != null ? after : Objects.requireNonNull(before);
    }

    public ObjectKey key() {
        return object().key();
    }

    public ResourceType type() {
        return key().type();
    }
}
