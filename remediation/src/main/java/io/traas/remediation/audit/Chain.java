package io.traas.remediation.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where the chain over the ledger stands. A writer reads the ledger to its end, then links each entry to the one
 * before. Immutable: a write that failed has moved nothing.
 *
 * @param length number of entries in the chain; the next one has this sequence
 * @param head hash of the last entry; before the first, a running hash over the records from before there was a chain,
 *     which seals them
 * @param epoch of the last entry
 */
public record Chain(long length, String head, long epoch) {

    public static final Chain EMPTY = new Chain(0, "0".repeat(64), 0);

    /** @param entry as UTF-8 JSON, without a link; @return the bytes to be stored, from which {@link #after} goes on */
    public byte[] link(byte[] entry, long writersEpoch) {
        return Link.append(entry, length, writersEpoch, head);
    }

    /**
     * Goes on behind a stored record, which is believed: judging is the work of {@link Audit}. A record without a link
     * amid linked ones is passed over.
     */
    public Chain after(byte[] stored) {
        Optional<Link> link = Link.of(stored);
        if (link.isPresent()) {
            return new Chain(
                    link.get().sequence() + 1, link.get().hash(), link.get().epoch());
        }
        return length > 0 ? this : new Chain(0, sealed(stored), 0);
    }

    private String sealed(byte[] stored) {
        byte[] previous = head.getBytes(StandardCharsets.US_ASCII);
        byte[] both = new byte[previous.length + stored.length];
        System.arraycopy(previous, 0, both, 0, previous.length);
        System.arraycopy(stored, 0, both, previous.length, stored.length);
        return Link.sha256(both, both.length);
    }
}
