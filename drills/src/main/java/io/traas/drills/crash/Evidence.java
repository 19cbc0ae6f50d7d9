package io.traas.drills.crash;

import io.traas.model.LedgerEntry;
import java.util.List;

/** What was written down, and what was done, up to now. */
interface Evidence {

    /** Of the ledger, from a place in it on. */
    List<LedgerEntry> entriesSince(int position);

    /** In force at a place of the ledger: of the last take-over before it, 0 when there was none. */
    long epochAt(int position);

    /** On it or a pod of it, oldest first. */
    List<Effect> effectsOn(String workload);
}
