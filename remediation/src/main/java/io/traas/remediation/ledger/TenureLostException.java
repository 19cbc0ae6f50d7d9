package io.traas.remediation.ledger;

/** Somebody else writes the ledger now, or this replica has to assume so. Final for the tenure. */
public final class TenureLostException extends LedgerUnavailableException {

    private static final long serialVersionUID = 1L;

    public TenureLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
