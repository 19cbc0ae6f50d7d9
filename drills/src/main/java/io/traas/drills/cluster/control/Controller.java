package io.traas.drills.cluster.control;

import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import java.util.Collection;

/** Brings one kind of object to its wanted state, one small step after another. Called by one thread at a time. */
public interface Controller {

    /** Objects of this controller that a change may concern. Called inside the store's lock: must be quick. */
    Collection<ObjectKey> concerned(Change change);

    /** Looks at the object (which may be gone) and does what is due now. */
    void reconcile(ObjectKey key);
}
