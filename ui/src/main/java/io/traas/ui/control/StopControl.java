package io.traas.ui.control;

import io.traas.model.Command;
import io.traas.model.Ids;
import io.traas.model.wire.Topics;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.control.StopSwitch.SwitchUnreachableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
            now = stopSwitch
                    .read()
                    .map(state -> ControlState.of(state, null))
                    .orElseGet(() -> ControlState.unreadable("there is no stop switch yet; nothing is acted on"));
        } catch (SwitchUnreachableException e) {
            now = ControlState.unreadable(e.getMessage());
        }
        note(now);
    }

    public ControlState stop(String by, String reason) {
        refuseIf(true, "all acting is stopped already");
        return set(new StopState(true, by, clock.instant(), reason));
    }

    public ControlState resume(String by, String reason) {
        if (reason.isBlank()) {
            throw new RefusedException(Reason.INVALID, "resuming needs a reason");
        }
        refuseIf(false, "acting is not stopped");
        return set(new StopState(false, by, clock.instant(), reason));
    }

    /** A switch that cannot be read may still be set: stopping is tried in any case. */
    private void refuseIf(boolean already, String message) {
        boolean alreadySo;
        try {
            alreadySo = stopSwitch
                    .read()
                    .filter(state -> state.stopped() == already)
                    .isPresent();
        } catch (SwitchUnreachableException e) {
            alreadySo = false;
        }
        if (alreadySo) {
            throw new RefusedException(Reason.CONFLICT, message);
        }
    }

    private ControlState set(StopState state) {
        try {
            stopSwitch.set(state);
        } catch (SwitchUnreachableException e) {
            throw new RefusedException(Reason.UNAVAILABLE, e.getMessage());
        }
        note(ControlState.of(state, null));
        return ControlState.of(state, commands.send(Topics.COMMANDS, command(state)));
    }

    private static Command command(StopState state) {
        Instant at = state.at();
        String id = Ids.of("command", state.stopped() ? "stop" : "resume", at.toString(), state.by());
        return state.stopped()
                ? new Command.Stop(id, at, state.by(), state.reason())
                : new Command.Resume(id, at, state.by(), state.reason());
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
