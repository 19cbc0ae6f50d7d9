package io.traas.remediation.failover;

import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerLog;

/** Journals as a replica has them that takes over. */
final class LedgerJournals {

    private LedgerJournals() {}

    static LedgerJournal takenOver(LedgerLog log) {
        return new LedgerJournal(ledgerTakenOver(log));
    }

    /** @throws IllegalStateException when anything on the ledger is irregular */
    static Ledger ledgerTakenOver(LedgerLog log) {
        Book book = new Book();
        return new Ledger(
                log.takeOver("test", new LedgerLog.Reader() {
                    @Override
                    public void entry(LedgerEntry entry) {
                        book.add(entry).ifPresent(wrong -> {
                            throw new IllegalStateException(wrong.describe());
                        });
                    }

                    @Override
                    public void unreadable(String position, String why) {
                        throw new IllegalStateException(position + ": " + why);
                    }
                }),
                book);
    }
}
