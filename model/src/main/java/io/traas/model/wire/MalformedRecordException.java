package io.traas.model.wire;

/** Bytes that cannot be read as what they should be; belongs into dead letters, with the message as the reason. */
public final class MalformedRecordException extends RuntimeException {

    public MalformedRecordException(String message) {
        super(message);
    }

    public MalformedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
