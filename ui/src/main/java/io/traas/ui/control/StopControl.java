package io.traas.ui.control;

import io.traas.model.Command;
import io.traas.model.Ids;
import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.model.wire.Topics;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.control.StopSwitch.SwitchUnreachableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Stop and resume. The switch in the cluster is the truth and works with the broker away; the command on the topic
 * only tells the others who, when and why. Thread-safe.
 */
public final class StopControl {

    /** A reading older than this says nothing about now. */
    private static final Duration STALE = Duration.ofSeconds(8);

    private final StopSwitch stopSwitch;
    private final Commands commands;
    private final Clock clock;
    private final Consumer<ControlState> changed;
    private ControlState known = ControlState.unreadable("not read yet");
    private Instant knownAt = Instant.MIN;

    /** @param changed told whenever the state is another one than before */
    public StopControl(StopSwitch stopSwitch, Commands commands, Clock clock, Consumer<ControlState> changed) {
        this.stopSwitch = stopSwitch;
        this.commands = commands;
        this.clock = clock;
        this.changed = changed;
    }

    /** As of the last reading, unless that is too long ago. */
    public synchronized ControlState state() {
        boolean stale = known.stopped() != null && knownAt.plus(STALE).isBefore(clock.instant());
        return stale ? ControlState.unreadable("the stop switch was last read at " + knownAt) : known;
    }

    /** Reads the switch; to be called once a second. */
    public void refresh() {
        ControlState now;
        try {
            now = stateOf(stopSwitch.read());
        } catch (SwitchUnreachableException e) {
            now = ControlState.unreadable(e.getMessage());
        }
        note(now);
    }

    /** @param until when it ends by itself, null for never */
    public ControlState stop(StopScope scope, String by, String reason, Instant until) {
        Instant now = clock.instant();
        if (until != null && !until.isAfter(now)) {
            throw new RefusedException(Reason.INVALID, "until is " + until + ", must be in the future");
        }
        StopOrder order = new StopOrder(scope, true, by, now, reason, until);
        Optional<List<StopOrder>> found = read();
        found.ifPresent(orders -> {
            if (orders.isEmpty() && scope.kind() != StopScope.Kind.ALL) {
                throw new RefusedException(
                        Reason.CONFLICT, "there is no stop switch, so nothing at all is acted on; resume creates one");
            }
            if (inForce(orders, scope, now).filter(old -> sameEnd(old, order)).isPresent()) {
                throw new RefusedException(Reason.CONFLICT, scope.describe() + " is stopped already");
            }
        });
        return set(order);
    }

    public ControlState resume(StopScope scope, String by, String reason) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.INVALID, "resuming needs a reason");
        }
        Instant now = clock.instant();
        read().filter(orders -> !needsResuming(orders, scope, now)).ifPresent(unused -> {
            throw new RefusedException(Reason.CONFLICT, scope.describe() + " is not stopped");
        });
        return set(new StopOrder(scope, false, by, now, reason, null));
    }

    /** A switch that was made by an installation, with no time in it, may be waiting for a person's word. */
    private static boolean needsResuming(List<StopOrder> orders, StopScope scope, Instant now) {
        boolean ofAll = scope.kind() == StopScope.Kind.ALL;
        return ofAll && (orders.isEmpty() || orders.get(0).at() == null)
                || inForce(orders, scope, now).isPresent();
    }

    private static Optional<StopOrder> inForce(List<StopOrder> orders, StopScope scope, Instant now) {
        return orders.stream()
                .filter(order -> order.scope().equals(scope) && order.inForce(now))
                .findFirst();
    }

    private static boolean sameEnd(StopOrder a, StopOrder b) {
        return Objects.equals(a.until(), b.until());
    }

    /** Empty when it cannot be read: it may still be set, so stopping is tried in any case. */
    private Optional<List<StopOrder>> read() {
        try {
            return Optional.of(stopSwitch.read());
        } catch (SwitchUnreachableException e) {
            return Optional.empty();
        }
    }

    private ControlState set(StopOrder order) {
        try {
            stopSwitch.set(order);
        } catch (SwitchUnreachableException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage());
        }
        refresh();
        return state().announced(commands.send(Topics.COMMANDS, command(order)));
    }

    private ControlState stateOf(List<StopOrder> orders) {
        return orders.isEmpty()
                ? ControlState.unreadable("there is no stop switch yet; nothing is acted on")
                : ControlState.of(orders, clock.instant(), null);
    }

    private static Command command(StopOrder order) {
        Instant at = order.at();
        String scope = order.scope().key();
        String id = Ids.of("command", order.stopped() ? "stop" : "resume", at.toString(), order.by(), scope);
        return order.stopped()
                ? new Command.Stop(id, at, order.by(), order.reason(), order.scope(), order.until())
                : new Command.Resume(id, at, order.by(), order.reason(), order.scope());
    }

    private void note(ControlState now) {
        boolean news;
        synchronized (this) {
            news = !now.equals(known);
            known = now;
            knownAt = clock.instant();
        }
        if (news) {
            changed.accept(now);
        }
    }
}
