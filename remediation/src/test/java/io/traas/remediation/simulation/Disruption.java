package io.traas.remediation.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much of each workload is away at once because of the platform, and when that was more than the guard's purse holds. */
final class Disruption {

    /** A fifth of three replicas, and never less than one. */
    private static final int CAP = 1;

    /** What arrives later was given up by its sender, who could no longer count it. */
    private static final Duration HEARD_OF_WITHIN = Duration.ofSeconds(5);

    private final Map<String, Integer> away = new HashMap<>();
    private final List<String> overdrawn = new ArrayList<>();

    /** @return what to run when the workload is whole again */
    Runnable begin(String workload, SimulatedApi.Effect effect) {
        if (Duration.between(effect.call().sentAt(), effect.arrivedAt()).compareTo(HEARD_OF_WITHIN) > 0) {
            return () -> {};
        }
        int now = away.merge(workload, 1, Integer::sum);
        if (now > CAP) {
            overdrawn.add(now + " replicas of " + workload + " are away at once because of the platform, at most " + CAP
                    + " may: " + effect.verb() + " by " + effect.call().sender() + " at " + effect.arrivedAt());
        }
        return () -> away.merge(workload, -1, Integer::sum);
    }

    List<String> overdrawn() {
        return overdrawn;
    }
}
