package io.traas.remediation.guard;

import io.traas.model.StopOrder;
import io.traas.model.Target;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * What the stop switch says, as read from the cluster a moment ago.
 *
 * @param by who set it, empty when unknown
 * @param at when it was set, null when unknown
 * @param detail the reason given by the person, or why it could not be read
 * @param parts stops in force that are about a part only
 */
public record SwitchState(Position position, String by, Instant at, String detail, List<StopOrder> parts) {

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
        parts = List.copyOf(parts);
    }

    public SwitchState(Position position, String by, Instant at, String detail) {
        this(position, by, at, detail, List.of());
    }

    /** @param orders as they stand in the cluster, first the one about everything */
    public static SwitchState of(List<StopOrder> orders, Instant now) {
        StopOrder all = orders.get(0);
        return new SwitchState(
                all.inForce(now) ? Position.STOP : Position.RUN,
                all.by(),
                all.at(),
                all.reason(),
                orders.stream().skip(1).filter(order -> order.inForce(now)).toList());
    }

    public static SwitchState run() {
        return new SwitchState(Position.RUN, "", null, "");
    }

    public static SwitchState unreadable(String why) {
        return new SwitchState(Position.UNREADABLE, "", null, why);
    }

    /** What it says to work of the runbook at the targets: a stop about a part of it is a stop. */
    public SwitchState about(String runbook, Collection<Target> targets) {
        if (position != Position.RUN) {
            return this;
        }
        return parts.stream()
                .filter(order ->
                        targets.stream().anyMatch(target -> order.scope().covers(runbook, target)))
                .findFirst()
                .map(order -> new SwitchState(
                        Position.STOP,
                        order.by(),
                        order.at(),
                        order.scope().describe() + (order.reason().isBlank() ? "" : ", " + order.reason())))
                .orElse(this);
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
