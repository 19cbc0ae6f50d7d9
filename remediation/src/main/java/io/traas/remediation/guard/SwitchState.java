package io.traas.remediation.guard;

import java.time.Instant;
import java.util.Objects;

/**
 * What the stop switch says, as read from the cluster a moment ago.
 *
 * @param by who set it, empty when unknown
 * @param at when it was set, null when unknown
 * @param detail the reason given by the person, or why it could not be read
 */
public record SwitchState(Position position, String by, Instant at, String detail) {

    public enum Position {
        RUN,
        STOP,
        /** Missing, malformed or out of reach: counts as stopped. */
        UNREADABLE
    }

    public SwitchState {
        Objects.requireNonNull(position, "switch.position is missing");
        Objects.requireNonNull(by, "switch.by is missing");
        Objects.requireNonNull(detail, "switch.detail is missing");
    }

    public static SwitchState run() {
        return new SwitchState(Position.RUN, "", null, "");
    }

    public static SwitchState unreadable(String why) {
        return new SwitchState(Position.UNREADABLE, "", null, why);
    }

    public boolean allowsWrites() {
        return position == Position.RUN;
    }

    /** One line for people. */
    public String describe() {
        return switch (position) {
            case RUN -> "the stop switch is off";
            case STOP -> "stopped by " + (by.isBlank() ? "somebody" : by) + (detail.isBlank() ? "" : ": " + detail);
            case UNREADABLE -> "the stop switch cannot be read: " + detail;
        };
    }
}
