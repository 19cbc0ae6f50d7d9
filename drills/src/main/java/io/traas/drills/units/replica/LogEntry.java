package io.traas.drills.units.replica;

import io.traas.drills.bank.wire.Entry;

/**
 * One place of a shard's log.
 *
 * @param epoch the epoch of the leader that wrote it
 * @param position counted from 1 without gaps
 * @param payment what it says; null for the barrier with which a leader begins
 */
public record LogEntry(long epoch, long position, Entry payment) {

    public LogEntry {
        if (epoch < 1 || position < 1) {
            throw new IllegalArgumentException(
                    "epoch and position of a log entry begin at 1, were " + epoch + " and " + position);
        }
    }

    /** Reads what {@link #line} wrote. */
    public static LogEntry parse(String line) {
        String[] parts = line.split(" ", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("not a line of a log: '" + line + "'");
        }
        Entry payment = parts[2].equals("-") ? null : Entry.parse(parts[2]);
        return new LogEntry(Long.parseLong(parts[0]), Long.parseLong(parts[1]), payment);
    }

    /** {@code epoch position id from to cents}, or {@code epoch position -} for a barrier; no line end. */
    public String line() {
        return epoch + " " + position + " "
                + (payment == null ? "-" : payment.line().stripTrailing());
    }
}
