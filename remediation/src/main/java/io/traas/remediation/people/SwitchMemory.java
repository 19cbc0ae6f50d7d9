package io.traas.remediation.people;

import io.traas.remediation.guard.SwitchState;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Remembers which stop switch there has been, so that deleting it is a stop that lasts: another one that appears, as a
 * delivery tool or an installation makes it, lets nobody go on until a person says so. A person's word has a name and a
 * time after that of the switch before; `./traas resume` writes both. Thread-safe.
 */
public final class SwitchMemory {

    private final Set<String> recorded = new HashSet<>();
    private Instant lastSeen = Instant.MIN;
    private String unrecorded;

    /** The ledger says that this one was there. */
    public synchronized void remember(String uid, Instant at) {
        recorded.add(uid);
        lastSeen = at.isAfter(lastSeen) ? at : lastSeen;
        unrecorded =
                null; // Judged before the past was known, as at a start; if it still counts, the next look says so.
    }

    /** @param uid identity of the switch that was read; @return what it counts as */
    public synchronized SwitchState judge(String uid, SwitchState read) {
        if (recorded.contains(uid) || read.position() == SwitchState.Position.UNREADABLE) {
            return read;
        }
        boolean first = recorded.isEmpty();
        boolean resumed = !read.by().isBlank() && read.at() != null && read.at().isAfter(lastSeen);
        if (first || resumed) {
            unrecorded = uid;
            return read;
        }
        return read.position() == SwitchState.Position.STOP
                ? read
                : SwitchState.unreadable(
                        "it was deleted and made anew, which is nobody's word to go on; `./traas resume "
                                + "\"why\"` gives it");
    }

    /** A switch that counts and is not on the ledger yet. */
    public synchronized Optional<String> unrecorded() {
        return Optional.ofNullable(unrecorded);
    }
}
