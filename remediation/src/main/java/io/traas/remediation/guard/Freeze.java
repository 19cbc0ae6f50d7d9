package io.traas.remediation.guard;

import java.time.Instant;
import java.util.Objects;

/**
 * A time in which nothing is cured, while everything is still watched.
 *
 * @param until exclusive; every freeze ends
 * @param namespace where; {@value #EVERYWHERE} for everywhere, nodes included
 * @param owner who wants it and may end it
 */
public record Freeze(Instant from, Instant until, String namespace, String owner, String why) {

    public static final String EVERYWHERE = "*";

    public Freeze {
        Objects.requireNonNull(from, "freeze.from is missing");
        Objects.requireNonNull(until, "freeze.until is missing");
        Objects.requireNonNull(namespace, "freeze.namespace is missing");
        Objects.requireNonNull(owner, "freeze.owner is missing");
        Objects.requireNonNull(why, "freeze.why is missing");
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("freeze ends at " + until + ", which is not after " + from);
        }
        if (owner.isBlank()) {
            throw new IllegalArgumentException("freeze.owner is blank");
        }
    }

    /** Reads {@code FROM/UNTIL NAMESPACE OWNER [WHY]}, instants as {@code 2026-12-24T00:00:00Z}. */
    public static Freeze parse(String text) {
        String[] words = text.trim().split("\\s+", 4);
        String[] span = words[0].split("/", -1);
        if (words.length < 3 || span.length != 2) {
            throw new IllegalArgumentException("'" + text.trim() + "' is not FROM/UNTIL NAMESPACE OWNER [WHY]");
        }
        return new Freeze(
                Instant.parse(span[0]), Instant.parse(span[1]), words[1], words[2], words.length > 3 ? words[3] : "");
    }

    public boolean isInForce(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    public boolean covers(String touched) {
        return namespace.equals(EVERYWHERE) || namespace.equals(touched);
    }
}
