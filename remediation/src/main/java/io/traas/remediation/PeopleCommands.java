package io.traas.remediation;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.remediation.guard.Unblock;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.people.Reminders;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What people order besides answers to questions: each is on the ledger once with who and why, and has its effect again
 * whenever the topics are read again. The stop switch itself is in the cluster; here is only heard of it. Thread-safe.
 */
final class PeopleCommands {

    private static final Logger LOG = LoggerFactory.getLogger(PeopleCommands.class);

    private final Situation situation;
    private final PlanJournal journal;
    private final Reminders<Cure> reminders;
    private final Consumer<Decision> runs;
    private final Consumer<Command.SwitchOver> moves;

    /** @param runs takes up what a person ordered; @param moves takes up the moves of units among it */
    PeopleCommands(
            Situation situation,
            PlanJournal journal,
            Reminders<Cure> reminders,
            Consumer<Decision> runs,
            Consumer<Command.SwitchOver> moves) {
        this.situation = Objects.requireNonNull(situation, "situation is missing");
        this.journal = Objects.requireNonNull(journal, "journal is missing");
        this.reminders = Objects.requireNonNull(reminders, "reminders is missing");
        this.runs = Objects.requireNonNull(runs, "runs is missing");
        this.moves = Objects.requireNonNull(moves, "moves is missing");
    }

    void take(Command command) {
        try {
            journal.commanded(command);
        } catch (TenureLostException e) {
            LOG.atInfo().addKeyValue("command", command.id()).log("left to the replica that takes over");
            return;
        }
        if (command instanceof Command.Run run) {
            runs.accept(ManualRun.decision(run, situation.allStates()));
        } else if (command instanceof Command.SwitchOver switchOver) {
            moves.accept(switchOver);
        } else if (command instanceof Command.Acknowledge acknowledge) {
            reminders.acknowledge(acknowledge.incidentId());
        } else if (command instanceof Command.Reset reset) {
            situation.onUnblock(new Unblock(reset.runbook(), reset.target(), reset.at(), reset.by()));
        }
    }
}
