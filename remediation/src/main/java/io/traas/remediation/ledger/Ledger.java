package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the ledger under one tenure, and keeps the {@link Book} in step with it. Thread-safe. */
public final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final Tenure tenure;
    private final Book book;

    public Ledger(Tenure tenure, Book book) {
        this.tenure = Objects.requireNonNull(tenure, "tenure is missing");
        this.book = Objects.requireNonNull(book, "book is missing");
    }

    /** Of every intent written here. */
    public long epoch() {
        return tenure.epoch();
    }

    /**
     * Returns once the entry is durable, and only then is it on the book.
     *
     * @throws LedgerUnavailableException when it is not; the caller must not act on it
     */
    public void append(LedgerEntry entry) {
        tenure.append(entry);
        keep(entry);
    }

    /**
     * For entries on which no call waits: on the book at once, durable as soon as the ledger lets it be. Should the
     * platform end before that, whoever takes over finds the gap and settles it.
     *
     * @throws TenureLostException when it is no longer ours to write
     */
    public void note(LedgerEntry entry) {
        try {
            tenure.note(entry);
        } catch (TenureLostException e) {
            throw e;
        } catch (LedgerUnavailableException e) {
            LOG.atError()
                    .addKeyValue("entry", entry.id())
                    .addKeyValue("plan", entry.planId())
                    .addKeyValue("reason", e.getMessage())
                    .log("not on the ledger");
        }
        keep(entry);
    }

    /** @throws TenureLostException when the right to write, and with it to act, was lost or may have been */
    public void requireHeld() {
        if (!tenure.isHeld()) {
            throw new TenureLostException("epoch " + tenure.epoch() + " is over", null);
        }
    }

    public Book book() {
        return book;
    }

    private void keep(LedgerEntry entry) {
        book.add(entry)
                .ifPresent(wrong -> LOG.atError()
                        .addKeyValue("irregularity", wrong.describe())
                        .log("the ledger is irregular"));
    }
}
