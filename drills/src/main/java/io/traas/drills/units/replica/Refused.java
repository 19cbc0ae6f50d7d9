package io.traas.drills.units.replica;

/** The replica will not do that; nothing was changed. */
public final class Refused extends Exception {

    /** Why, for machines. */
    public enum Reason {
        /** It does not lead. */
        NOT_LEADER,
        /** The caller's epoch is not the one in force. */
        STALE_EPOCH,
        /** Writes are held back for a planned move. */
        FROZEN,
        /** It leads but was not opened for writes yet. */
        NOT_OPEN,
        /** It has not heard a majority for too long. */
        LEASE_LOST
    }

    private final Reason reason;

    Refused(Reason reason, String detail) {
        super(reason + ": " + detail, null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
