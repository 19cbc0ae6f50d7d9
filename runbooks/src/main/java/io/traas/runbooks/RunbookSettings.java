package io.traas.runbooks;

import io.traas.model.Autonomy;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.stage.Settings;
import io.traas.runbooks.decide.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of this stage.
 *
 * @param library folder with runbooks of one's own; each replaces a shipped one of the same id
 * @param tick how often waiting incidents are looked at again
 */
record RunbookSettings(KafkaConnection kafka, Optional<Path> library, Policy policy, Duration tick) {

    static RunbookSettings from(Settings settings) {
        Policy standard = Policy.DEFAULT;
        String library = settings.text(
                "runbooks.library", "", "folder with runbooks of your own, added to the shipped ones; empty for none");
        Policy policy = new Policy(
                settings.choice(
                        "runbooks.autonomy",
                        Autonomy.class,
                        standard.autonomyCap(),
                        "no decision goes beyond it, whatever runbooks and namespaces allow"),
                settings.duration(
                        "runbooks.settle",
                        "1s",
                        "how old an incident must be before anything but a roll-back is decided"),
                settings.duration(
                        "runbooks.patience",
                        "6s",
                        "how old an incident must be before a person is called because no runbook fits"),
                settings.duration(
                        "runbooks.person-pause",
                        "5m",
                        "how long after a person changed a workload nothing is done to it without asking"),
                settings.number(
                        "runbooks.min-completeness",
                        standard.minCompleteness(),
                        "share of the sources that must report before anything is done without a person, 0 to 1"),
                settings.integer(
                        "runbooks.max-rungs",
                        standard.maxRungs(),
                        "attempts on one incident before a person takes over"));
        Duration tick = settings.duration("runbooks.tick", "500ms", "how often waiting incidents are looked at again");
        if (tick.isZero()) {
            settings.problem("runbooks.tick", "must be more than nothing");
        }
        if (policy.maxRungs() < 1) {
            settings.problem("runbooks.max-rungs is " + policy.maxRungs(), "must be at least 1");
        }
        double completeness = policy.minCompleteness();
        if (!(completeness >= 0 && completeness <= 1)) {
            settings.problem("runbooks.min-completeness is " + completeness, "must be from 0 to 1");
        }
        return new RunbookSettings(
                KafkaConnection.from(settings),
                library.isBlank() ? Optional.empty() : Optional.of(Path.of(library)),
                policy,
                tick);
    }
}
