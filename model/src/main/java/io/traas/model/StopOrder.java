package io.traas.model;

import java.time.Instant;

/**
 * One position of the stop switch.
 *
 * @param by who set it, empty when it does not say
 * @param at when, null when it does not say
 * @param reason why, empty when it does not say
 * @param until when a stop ends by itself; null for never
 */
public record StopOrder(StopScope scope, boolean stopped, String by, Instant at, String reason, Instant until) {

    public StopOrder {
        Check.notNull("stop.scope", scope);
        by = by == null ? "" : by;
        reason = reason == null ? "" : reason;
    }

    public boolean inForce(Instant now) {
        return stopped && (until == null || now.isBefore(until));
    }

    /** One line for people. */
    public String describe() {
        return scope.describe() + " is stopped by " + (by.isBlank() ? "somebody" : by)
                + (until == null ? "" : " until " + until)
                + (reason.isBlank() ? "" : ": " + reason);
    }
}
