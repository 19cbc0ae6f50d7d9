package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;

/** The newest epoch seen on the ledger. Ledgers from before take-overs were written have it on their intents only. */
final class Epochs {

    private long last;

    void see(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.TookOver tookOver) {
            last = Math.max(last, tookOver.epoch());
        } else if (entry instanceof LedgerEntry.Intent intent) {
            last = Math.max(last, intent.epoch());
        }
    }

    long next() {
        return last + 1;
    }
}
