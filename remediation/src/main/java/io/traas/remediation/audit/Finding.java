package io.traas.remediation.audit;

import java.util.Objects;

/**
 * One thing that is wrong with the ledger, and where.
 *
 * @param place of the record it is seen at, as {@link LedgerLine#place}; the last one when the end is missing
 * @param text one line for people
 */
public record Finding(long place, Kind kind, String text) {

    public enum Kind {
        /** The record does not say what it said when it was written. */
        EDITED,
        /** Entries that were there are not any more. */
        REMOVED,
        /** A record that the ledger's writer did not write. */
        INSERTED,
        /** An entry that does not stand where it was written. */
        REORDERED,
        /** The end that a checkpoint saw is not there any more. */
        TRUNCATED,
        /** The chain fits together but is not the one that was published: written anew from some entry on. */
        FORKED,
        /** An entry of a writer that had been fenced off before. */
        STALE_WRITER,
        /** The records from before the chain are not those it began after. */
        PREFIX_CHANGED,
        /** A checkpoint that cannot be read, or does not bear the signature it should; or none although there should be one. */
        CHECKPOINT
    }

    public Finding {
        Objects.requireNonNull(kind, "finding.kind is missing");
        Objects.requireNonNull(text, "finding.text is missing");
    }
}
