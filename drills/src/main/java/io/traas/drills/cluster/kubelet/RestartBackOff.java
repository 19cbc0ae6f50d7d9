package io.traas.drills.cluster.kubelet;

import io.traas.drills.cluster.ClusterTimings;
import java.time.Duration;
import java.util.Objects;

/** Pauses before restarts of one container: none, then 10 s, 20 s, 40 s ... 5 min, from the start after a long run. */
final class RestartBackOff {

    private final ClusterTimings timings;
    private Duration next = Duration.ZERO;

    RestartBackOff(ClusterTimings timings) {
        this.timings = Objects.requireNonNull(timings, "timings");
    }

    /** The pause before the next restart of a container that ran this long. */
    Duration after(Duration ran) {
        if (ran.compareTo(timings.backOffReset()) >= 0) {
            next = Duration.ZERO;
        }
        Duration pause = next;
        Duration doubled = pause.isZero() ? timings.firstBackOff() : pause.multipliedBy(2);
        next = doubled.compareTo(timings.longestBackOff()) > 0 ? timings.longestBackOff() : doubled;
        return pause;
    }
}
