package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;

/**
 * Where the ledger is kept: one ordered log that has one writer at a time. Every replica reads it; the one that acts
 * takes it over, which shuts out every writer before it for good. For one thread at a time.
 */
public interface LedgerLog extends AutoCloseable {

    /** Gets what was read, in the order of the log. */
    interface Reader {

        void entry(LedgerEntry entry);

        /**
         * A record of the log that is no entry. Reading goes on behind it.
         *
         * @param position where it lies, for people
         */
        void unreadable(String position, String why);
    }

    /**
     * Hands over what became durable since the last call, up to the end as it was when called; what was written a moment
     * before may follow with the next.
     *
     * @throws LedgerUnavailableException when it cannot be read now; the next call goes on where this one ended
     */
    void readOn(Reader reader);

    /**
     * Becomes the writer: shuts out every earlier one, hands over the rest of the log, and writes a {@link
     * LedgerEntry.TookOver} of the next epoch, which the reader gets last. Nothing of an earlier writer follows it.
     *
     * @param replica who takes over, for people
     * @throws TenureLostException when another one took over meanwhile
     * @throws LedgerUnavailableException when it cannot be read or written now
     */
    Tenure takeOver(String replica, Reader reader);

    @Override
    void close();
}
