package io.traas.ui.control;

import java.time.Instant;

/**
 * What the API tells of the stop switch.
 *
 * @param stopped null when the switch cannot be read
 * @param reason why it was stopped or resumed; why it cannot be read when {@code stopped} is null
 * @param effectiveWithinMs how soon after a change no new action starts, at most
 * @param announced whether the change was also written to the topic of commands; null for a mere reading
 */
public record ControlState(
        Boolean stopped, String by, Instant at, String reason, long effectiveWithinMs, Boolean announced) {

    /** Actors read the switch again before every write; a call that is under way may finish. */
    private static final long EFFECTIVE_WITHIN_MS = 2_000;

    static ControlState of(StopState state, Boolean announced) {
        return new ControlState(
                state.stopped(), state.by(), state.at(), state.reason(), EFFECTIVE_WITHIN_MS, announced);
    }

    static ControlState unreadable(String why) {
        return new ControlState(null, null, null, why, EFFECTIVE_WITHIN_MS, null);
    }
}
