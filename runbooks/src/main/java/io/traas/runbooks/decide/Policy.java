package io.traas.runbooks.decide;

import io.traas.model.Autonomy;
import java.time.Duration;

/**
 * The limits within which plans are chosen.
 *
 * @param autonomyCap no decision goes beyond it, whatever runbook and namespace allow
 * @param settle how old an incident must be before anything but a roll-back is decided: a better-informed rule may
 *     still come to match
 * @param patience how old an incident must be before a person is called because no rule matched
 * @param personPause how long after a person changed a workload the platform keeps its hands off it
 * @param minCompleteness share of the sources that must report before anything is done without a person, in [0, 1]
 * @param maxRungs attempts on one incident, then a person takes over
 */
public record Policy(
        Autonomy autonomyCap,
        Duration settle,
        Duration patience,
        Duration personPause,
        double minCompleteness,
        int maxRungs) {

    public static final Policy DEFAULT =
            new Policy(Autonomy.AUTO, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofMinutes(5), 0.6, 3);
}
