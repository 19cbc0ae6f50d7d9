package io.traas.collectors.history;

/** The history store cannot take anything now: it is away, overloaded, or does not know us. */
final class StoreAwayException extends RuntimeException {

    StoreAwayException(String message, Throwable cause) {
        super(message, cause);
    }
}
