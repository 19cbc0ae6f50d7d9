package io.traas.remediation;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.remediation.people.Reminders;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What people order besides answers to questions: each is on the ledger once with who and why, and has its effect again
 * whenever the topics are read again. The stop switch itself is in the cluster; here is only heard of it. Thread-safe.
 */
final class PeopleCommands {

    private final Situation situation;
    private final PlanJournal journal;
    private final Reminders<Cure> reminders;
    private final Consumer<Decision> runs;
    private final Consumer<Command.Reset> resets;

    /**
     * @param runs takes up what a person ordered
     * @param resets lets a runbook try again
     */
    PeopleCommands(
            Situation situation,
            PlanJournal journal,
            Reminders<Cure> reminders,
            Consumer<Decision> runs,
            Consumer<Command.Reset> resets) {
        this.situation = Objects.requireNonNull(situation, "situation is missing");
        this.journal = Objects.requireNonNull(journal, "journal is missing");
        this.reminders = Objects.requireNonNull(reminders, "reminders is missing");
        this.runs = Objects.requireNonNull(runs, "runs is missing");
        this.resets = Objects.requireNonNull(resets, "resets is missing");
    }

    void take(Command command) {
        journal.commanded(command);
        if (command instanceof Command.Run run) {
            runs.accept(ManualRun.decision(run, situation.allStates()));
        } else if (command instanceof Command.Acknowledge acknowledge) {
            reminders.acknowledge(acknowledge.incidentId());
        } else if (command instanceof Command.Reset reset) {
            resets.accept(reset);
        }
    }
}
