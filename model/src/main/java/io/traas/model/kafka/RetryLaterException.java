package io.traas.model.kafka;

/** Thrown by a handler that cannot take a record now but will later: a store that is away. The record comes again. */
public final class RetryLaterException extends RuntimeException {

    public RetryLaterException(String message, Throwable cause) {
        super(message, cause);
    }
}
