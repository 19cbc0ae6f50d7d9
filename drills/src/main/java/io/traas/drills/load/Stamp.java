package io.traas.drills.load;

import java.util.Objects;

/**
 * The judge's word.
 *
 * @param kind what happened
 * @param atMillis when, as Unix time: the first bad answer of those that made it a fault, or the start of the calm
 * @param because the figures it rests on
 */
public record Stamp(Kind kind, long atMillis, String because) {

    /** What can be stamped. */
    public enum Kind {
        /** Customers suffer from now on. */
        EFFECTIVE,
        /** Customers are well again from now on. */
        RECOVERED
    }

    public Stamp {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(because, "because");
    }
}
