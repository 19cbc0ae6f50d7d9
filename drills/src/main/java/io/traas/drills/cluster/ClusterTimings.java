package io.traas.drills.cluster;

import java.time.Duration;
import java.util.Objects;

/**
 * The delays a real cluster has. Drills run with {@link #real()}; tests of behaviour shorten them.
 *
 * @param nodeHeartbeat how often a kubelet renews the lease of its node
 * @param nodeGrace how long after the last renewal a node is declared NotReady
 * @param nodeReturn how long a returning kubelet takes until its node is Ready
 * @param unreachableToleration how long pods stay on an unreachable node before they are evicted
 * @param firstBackOff pause before the second restart of a crashing container; doubles up to {@code longestBackOff}
 * @param longestBackOff the longest pause between two restarts
 * @param backOffReset how long a container must run until its pauses start from the beginning
 * @param disruptedPodTimeout how long an eviction that was granted but not carried out spends the budget
 * @param probeUnit the length of one "second" in probe settings
 */
public record ClusterTimings(
        Duration nodeHeartbeat,
        Duration nodeGrace,
        Duration nodeReturn,
        Duration unreachableToleration,
        Duration firstBackOff,
        Duration longestBackOff,
        Duration backOffReset,
        Duration disruptedPodTimeout,
        Duration probeUnit) {

    public ClusterTimings {
        positive("nodeHeartbeat", nodeHeartbeat);
        positive("nodeGrace", nodeGrace);
        positive("nodeReturn", nodeReturn);
        positive("unreachableToleration", unreachableToleration);
        positive("firstBackOff", firstBackOff);
        positive("longestBackOff", longestBackOff);
        positive("backOffReset", backOffReset);
        positive("disruptedPodTimeout", disruptedPodTimeout);
        positive("probeUnit", probeUnit);
    }

    /** What was measured on a Kubernetes 1.36 cluster with default settings. */
    public static ClusterTimings real() {
        return new ClusterTimings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(50),
                Duration.ofSeconds(10),
                Duration.ofSeconds(300),
                Duration.ofSeconds(10),
                Duration.ofSeconds(300),
                Duration.ofMinutes(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(1));
    }

    /** Everything shorter by the same factor, so that the proportions stay. */
    public ClusterTimings dividedBy(int factor) {
        return new ClusterTimings(
                nodeHeartbeat.dividedBy(factor),
                nodeGrace.dividedBy(factor),
                nodeReturn.dividedBy(factor),
                unreachableToleration.dividedBy(factor),
                firstBackOff.dividedBy(factor),
                longestBackOff.dividedBy(factor),
                backOffReset.dividedBy(factor),
                disruptedPodTimeout.dividedBy(factor),
                probeUnit.dividedBy(factor));
    }

    private static void positive(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}
