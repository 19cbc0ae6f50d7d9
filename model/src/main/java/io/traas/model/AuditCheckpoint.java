package io.traas.model;

import java.time.Instant;

/**
 * Where the hash chain over the ledger stood at an instant. Published apart from the ledger, so that whoever rewrites or
 * shortens the one has to do it to the other as well.
 *
 * @param sequence of the last entry, from 0
 * @param hash of that entry, 64 hex digits
 * @param epoch of the writer
 * @param signature Ed25519 over {@link #signedText()}, Base64; empty when no key is configured
 */
public record AuditCheckpoint(long sequence, String hash, long epoch, Instant at, String signature) {

    /** The key on the topic: all of them are about one chain. */
    public static final String KEY = "ledger";

    public AuditCheckpoint {
        Check.atLeast("checkpoint.sequence", 0, sequence);
        Check.notBlank("checkpoint.hash", hash);
        Check.notNull("checkpoint.at", at);
        signature = signature == null ? "" : signature;
    }

    /** What the signature is over. */
    public String signedText() {
        return "traas-audit-checkpoint\n" + sequence + "\n" + hash + "\n" + epoch + "\n" + at;
    }
}
