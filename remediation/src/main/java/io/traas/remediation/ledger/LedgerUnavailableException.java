package io.traas.remediation.ledger;

/** The ledger does not take entries now; nothing may be done that it should know of. */
public final class LedgerUnavailableException extends RuntimeException {

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
