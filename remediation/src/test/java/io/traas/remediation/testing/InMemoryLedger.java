package io.traas.remediation.testing;

import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.ledger.TenureLostException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A ledger that several replicas of one process open, each with its own {@link #open}. Entries make the trip through the
 * wire format. Switches: whether it can be reached, and what happens before and after an entry is written. Thread-safe.
 */
public final class InMemoryLedger {

    private record Line(byte[] bytes) {}

    private final Clock clock;
    private final List<Line> lines = new ArrayList<>();
    private Claim current;
    private long lastEpoch;
    private RuntimeException failure;

    /** Run with each entry before and after it is durable; what they throw the writer gets. */
    public Consumer<LedgerEntry> beforeWrite = entry -> {};

    public Consumer<LedgerEntry> afterWrite = entry -> {};

    public InMemoryLedger(Clock clock) {
        this.clock = clock;
    }

    public LedgerLog open() {
        return new Log();
    }

    /** Everything written, oldest first, as a reader gets it; what cannot be read is left out. */
    public synchronized List<LedgerEntry> entries() {
        List<LedgerEntry> entries = new ArrayList<>();
        for (Line line : lines) {
            decoded(line).ifPresent(entries::add);
        }
        return entries;
    }

    public synchronized void failWith(RuntimeException reason) {
        failure = reason;
    }

    public synchronized void recover() {
        failure = null;
    }

    /** As if somebody else had written to the topic. */
    public synchronized void write(byte[] foreign) {
        lines.add(new Line(foreign));
    }

    public void write(LedgerEntry foreign) {
        write(Topics.LEDGER.codec().encode(foreign));
    }

    private synchronized void requireReachable() {
        if (failure != null) {
            throw new LedgerUnavailableException("the ledger is away: " + failure.getMessage(), failure);
        }
    }

    private final class Log implements LedgerLog {

        private int read;

        @Override
        public void readOn(Reader reader) {
            synchronized (InMemoryLedger.this) {
                requireReachable();
                for (; read < lines.size(); read++) {
                    LedgerEntry entry;
                    try {
                        entry = Topics.LEDGER.codec().decode(lines.get(read).bytes());
                    } catch (RuntimeException e) {
                        reader.unreadable("line " + read, e.getMessage());
                        continue;
                    }
                    lastEpoch = Math.max(lastEpoch, epochOf(entry));
                    reader.entry(entry);
                }
            }
        }

        @Override
        public Tenure takeOver(String replica, Reader reader) {
            synchronized (InMemoryLedger.this) {
                requireReachable();
                current = null;
                readOn(reader);
                Claim claim = new Claim(lastEpoch + 1);
                current = claim;
                claim.append(LedgerEntry.TookOver.of(claim.epoch, replica, clock.instant()));
                readOn(reader);
                return claim;
            }
        }

        @Override
        public void close() {}
    }

    private static Optional<LedgerEntry> decoded(Line line) {
        try {
            return Optional.of(Topics.LEDGER.codec().decode(line.bytes()));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static long epochOf(LedgerEntry entry) {
        return entry instanceof LedgerEntry.TookOver tookOver
                ? tookOver.epoch()
                : entry instanceof LedgerEntry.Intent intent ? intent.epoch() : 0;
    }

    private final class Claim implements Tenure {

        private final long epoch;

        Claim(long epoch) {
            this.epoch = epoch;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public boolean isHeld() {
            synchronized (InMemoryLedger.this) {
                return current == this;
            }
        }

        @Override
        public void append(LedgerEntry entry) {
            beforeWrite.accept(entry);
            synchronized (InMemoryLedger.this) {
                if (!isHeld()) {
                    throw new TenureLostException("epoch " + epoch + " is over", null);
                }
                requireReachable();
                lines.add(new Line(Topics.LEDGER.codec().encode(entry)));
            }
            afterWrite.accept(entry);
        }

        @Override
        public void note(LedgerEntry entry) {
            append(entry);
        }

        @Override
        public void close() {
            synchronized (InMemoryLedger.this) {
                if (current == this) {
                    current = null;
                }
            }
        }
    }
}
