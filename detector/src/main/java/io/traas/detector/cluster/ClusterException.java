package io.traas.detector.cluster;

/** Something that a person has to put right; its message is one line that says what. */
public final class ClusterException extends RuntimeException {

    public ClusterException(String message) {
        super(message);
    }

    public ClusterException(String message, Throwable cause) {
        super(message, cause);
    }
}
