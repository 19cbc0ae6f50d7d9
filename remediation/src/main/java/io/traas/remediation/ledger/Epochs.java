package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import java.time.Instant;

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

    /**
     * Above the last, and at least the seconds since 1970: objects in the cluster keep the epoch that last touched them for
     * good, and a ledger begun anew, which knows of none, must not stay below it.
     */
    long next(Instant now) {
        return Math.max(last + 1, now.getEpochSecond());
    }
}
