package io.traas.ui.control;

import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import java.time.Instant;
import java.util.List;

/**
 * What the API tells of the stop switch.
 *
 * @param stopped null when the switch cannot be read
 * @param reason why it was stopped or resumed; why it cannot be read when {@code stopped} is null
 * @param until when the stop of everything ends by itself, null for never
 * @param parts what is stopped by itself: a cluster, a namespace, a runbook
 * @param effectiveWithinMs how soon after a change no new action starts, at most
 * @param announced whether the change was also written to the topic of commands; null for a mere reading
 */
public record ControlState(
        Boolean stopped,
        String by,
        Instant at,
        String reason,
        Instant until,
        List<Part> parts,
        long effectiveWithinMs,
        Boolean announced) {

    /** Actors read the switch again before every write; a call that is under way may finish. */
    private static final long EFFECTIVE_WITHIN_MS = 2_000;

    public ControlState {
        parts = List.copyOf(parts);
    }

    /** @param scope for example {@code namespace.payments} */
    public record Part(String scope, String by, Instant at, String reason, Instant until) {}

    static ControlState of(List<StopOrder> orders, Instant now, Boolean announced) {
        StopOrder all = orders.get(0);
        return new ControlState(
                all.inForce(now),
                all.by(),
                all.at(),
                all.reason(),
                all.until(),
                orders.stream()
                        .filter(order -> order.scope().kind() != StopScope.Kind.ALL && order.inForce(now))
                        .map(order ->
                                new Part(order.scope().key(), order.by(), order.at(), order.reason(), order.until()))
                        .toList(),
                EFFECTIVE_WITHIN_MS,
                announced);
    }

    static ControlState unreadable(String why) {
        return new ControlState(null, null, null, why, null, List.of(), EFFECTIVE_WITHIN_MS, null);
    }

    ControlState announced(boolean wasAnnounced) {
        return new ControlState(stopped, by, at, reason, until, parts, effectiveWithinMs, wasAnnounced);
    }
}
