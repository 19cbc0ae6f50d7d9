package io.traas.remediation.kubernetes;

/** A request was sent and no usable answer came; the object has to be looked at. Never leaves the package. */
final class InDoubtException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InDoubtException(String message) {
        super(message, null, false, false);
    }
}
