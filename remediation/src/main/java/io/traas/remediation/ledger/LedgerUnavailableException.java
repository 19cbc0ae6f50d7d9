package io.traas.remediation.ledger;

/** The ledger does not take entries now; nothing may be done that it should know of. */
public class LedgerUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LedgerUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
