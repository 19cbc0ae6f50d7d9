package io.traas.remediation.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How much of each workload is away at once because of the platform, and when that was more than the guard's purse holds. */
final class Disruption {

    /** A fifth of three replicas, and never less than one. */
    private static final int CAP = 1;

    /** What arrives later was given up by its sender, who could no longer count it. */
    private static final Duration HEARD_OF_WITHIN = Duration.ofSeconds(5);

    private final List<Gap> open = new ArrayList<>();
    private final List<String> overdrawn = new ArrayList<>();

    /** One replica less, until all that keep it open are done. */
    private static final class Gap {
        private final String workload;
        private final boolean podLeft;
        private int reasons = 1;

        private Gap(String workload, boolean podLeft) {
            this.workload = workload;
            this.podLeft = podLeft;
        }
    }

    /** A pod leaves. @return what to run when it is replaced */
    Runnable podLeaves(String workload, SimulatedApi.Effect effect) {
        return open(new Gap(workload, true), effect);
    }

    /**
     * The template changes. A controller replaces those that are missing first and takes none that serves meanwhile; on top of
     * another roll-out it takes one more.
     *
     * @return what to run when all are replaced
     */
    Runnable rollsOut(String workload, SimulatedApi.Effect effect) {
        Optional<Gap> missing = open.stream()
                .filter(gap -> gap.podLeft && gap.workload.equals(workload))
                .findFirst();
        missing.ifPresent(gap -> gap.reasons++);
        return missing.<Runnable>map(gap -> () -> close(gap)).orElseGet(() -> open(new Gap(workload, false), effect));
    }

    private Runnable open(Gap gap, SimulatedApi.Effect effect) {
        if (Duration.between(effect.call().sentAt(), effect.arrivedAt()).compareTo(HEARD_OF_WITHIN) > 0) {
            return () -> {};
        }
        open.add(gap);
        long now =
                open.stream().filter(each -> each.workload.equals(gap.workload)).count();
        if (now > CAP) {
            overdrawn.add(now + " replicas of " + gap.workload
                    + " are away at once because of the platform, at most " + CAP + " may: " + effect.verb() + " by "
                    + effect.call().sender() + " at " + effect.arrivedAt());
        }
        return () -> close(gap);
    }

    private void close(Gap gap) {
        gap.reasons--;
        if (gap.reasons == 0) {
            open.remove(gap);
        }
    }

    List<String> overdrawn() {
        return overdrawn;
    }
}
