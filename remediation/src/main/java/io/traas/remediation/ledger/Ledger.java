package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the ledger: returns once the entry is durable, and only then is it in the {@link Book}. Thread-safe; blocks
 * for at most the given time.
 */
public final class Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);

    private final Publisher publisher;
    private final Duration timeout;
    private final Book book;

    public Ledger(Publisher publisher, Duration timeout, Book book) {
        this.publisher = Objects.requireNonNull(publisher, "publisher is missing");
        this.timeout = Objects.requireNonNull(timeout, "timeout is missing");
        this.book = Objects.requireNonNull(book, "book is missing");
    }

    /** @throws LedgerUnavailableException when it is not known to be durable in time; the caller must not act on it */
    public void append(LedgerEntry entry) {
        try {
            publisher.publish(Topics.LEDGER, entry).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LedgerUnavailableException(describe(entry) + " was not durable within " + timeout, e);
        } catch (ExecutionException e) {
            throw new LedgerUnavailableException(describe(entry) + " could not be written: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LedgerUnavailableException(describe(entry) + " was interrupted", e);
        }
        book.add(entry);
    }

    /**
     * For entries on which no call waits: on the book at once, durable as soon as the broker lets it be. Should the
     * platform end before that, the start that follows finds the gap and settles it.
     */
    public void note(LedgerEntry entry) {
        try {
            append(entry);
        } catch (LedgerUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("entry", entry.id())
                    .addKeyValue("plan", entry.planId())
                    .addKeyValue("reason", e.getMessage())
                    .log("ledger is late");
            book.add(entry);
        }
    }

    public Book book() {
        return book;
    }

    private static String describe(LedgerEntry entry) {
        return "ledger entry " + entry.getClass().getSimpleName() + " " + entry.id();
    }
}
