package io.traas.remediation.act;

import io.traas.model.Action;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The temporary changes that stand in the cluster, found by reading it: nothing else has to survive for them to end. */
public interface TemporaryChanges {

    /**
     * One change whose time is over.
     *
     * @param restore what takes it back
     * @param objectUid of the object that was changed
     */
    record Ended(Action restore, String objectUid, Instant expiresAt) {}

    /** In these namespaces and on nodes; what cannot be read now is left for the next time. */
    List<Ended> ended(Set<String> namespaces, Instant now);
}
