package io.traas.remediation.kubernetes;

/** A request was sent and no usable answer came; the object has to be looked at. Never leaves the package. */
final class InDoubtException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean answered;

    /** @param answered false when the request may still be on its way */
    InDoubtException(String message, boolean answered) {
        super(message, null, false, false);
        this.answered = answered;
    }

    boolean answered() {
        return answered;
    }
}
