package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;

/**
 * The right to write the ledger and to act, from one take-over to the next. Once lost it stays lost: nothing is written
 * under it any more, and whoever holds it must not change the cluster. Thread-safe.
 */
public interface Tenure extends AutoCloseable {

    /** Larger than that of every tenure before. */
    long epoch();

    /**
     * False once the right was lost, or may have been: cheap, to be asked right before each call to the cluster. True is
     * no proof that nobody else has taken over in this instant; what the call carries is for that.
     */
    boolean isHeld();

    /**
     * Returns once the entry is durable, after all that were noted before. Either way there is no doubt: after an
     * exception other than {@link TenureLostException} the entry is not on the ledger.
     *
     * @throws TenureLostException when the right is lost; what became of the entry is for the successor to find
     * @throws LedgerUnavailableException when the ledger does not take entries now
     */
    void append(LedgerEntry entry);

    /**
     * For entries on which no call waits: durable, in order, as soon as the ledger lets it be, unless the tenure ends
     * before. What is lost then the successor finds missing and settles.
     *
     * @throws TenureLostException when the right is lost
     * @throws LedgerUnavailableException when too many wait already
     */
    void note(LedgerEntry entry);

    /** Writes what was noted, for as long as one entry may take, then gives up the right. */
    @Override
    void close();
}
