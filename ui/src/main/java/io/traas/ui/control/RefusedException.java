package io.traas.ui.control;

/** A person's request that cannot be carried out, with the reason in words for that person. */
public final class RefusedException extends RuntimeException {

    public enum Reason {
        UNKNOWN,
        CONFLICT,
        INVALID,
        UNAVAILABLE
    }

    private final Reason reason;

    public RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
