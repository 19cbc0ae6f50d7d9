package io.traas.ui.control;

import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.Ids;
import io.traas.model.Target;
import io.traas.model.wire.Topics;
import io.traas.ui.control.RefusedException.Reason;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * What people order besides stopping and answering: to act, to move a unit, to be left in peace, to let a
 * runbook try again. Thread-safe.
 */
public final class Orders {

    private final Commands commands;
    private final Consumer<Command> record;
    private final Clock clock;

    /** @param record shows the order at once */
    public Orders(Commands commands, Consumer<Command> record, Clock clock) {
        this.commands = commands;
        this.record = record;
        this.clock = clock;
    }

    /** Has it done on this person's word, through guard and ledger like any plan; what becomes of it is on the ledger. */
    public Command run(String by, String why, List<Action> steps) {
        if (why.isBlank()) {
            throw new RefusedException(Reason.INVALID, "an order needs a reason");
        }
        if (steps == null || steps.isEmpty()) {
            throw new RefusedException(Reason.INVALID, "steps is empty; name at least one action with its target");
        }
        Instant now = clock.instant();
        return send(new Command.Run(id("run", by, now, steps.toString()), now, by, why, steps));
    }

    public Command acknowledge(String incidentId, String by, String why) {
        Instant now = clock.instant();
        return send(new Command.Acknowledge(id("acknowledge", by, now, incidentId), now, by, why, incidentId));
    }

    /** @param target null for all */
    public Command reset(String runbook, Target target, String by, String why) {
        if (why.isBlank()) {
            throw new RefusedException(Reason.INVALID, "a reset needs a reason");
        }
        Instant now = clock.instant();
        return send(new Command.Reset(id("reset", by, now, runbook + " " + target), now, by, why, runbook, target));
    }

    /** Has the leader of a unit moved, planned; what becomes of it is on the ledger. */
    public Command switchOver(String unit, String target, String by, String why) {
        if (why.isBlank()) {
            throw new RefusedException(Reason.INVALID, "a switchover needs a reason");
        }
        if (target == null || target.isBlank()) {
            throw new RefusedException(Reason.INVALID, "target is missing; name the centre that is to lead " + unit);
        }
        Instant now = clock.instant();
        String id = id("switchover", by, now, unit + " " + target);
        return send(new Command.SwitchOver(id, now, by, why, unit, target));
    }

    private Command send(Command command) {
        if (!commands.send(Topics.COMMANDS, command)) {
            throw new RefusedException(
                    Reason.UNAVAILABLE,
                    "Kafka did not confirm it in time; it may still arrive, so look before asking again");
        }
        record.accept(command);
        return command;
    }

    private static String id(String verb, String by, Instant now, String about) {
        return Ids.of("command", verb, by, now.toString(), about);
    }
}
