package io.traas.runbooks.facts;

import io.traas.model.Target;

/**
 * A pod with an open symptom of its own.
 *
 * @param unresponsive it does not answer
 * @param odd it behaves unlike its peers
 * @param running the cluster holds it for running, and nobody asked for its end
 * @param ageSeconds since it started
 * @param peers other pods of the same revision that are meant to serve
 * @param peersTroubled other pods of the workload with an open symptom of their own
 * @param nodeReady the cluster holds its node for ready
 * @param neighboursTroubled pods of other workloads on the same node with an open symptom of their own
 */
public record PodTrouble(
        Target pod,
        String uid,
        Target workload,
        String node,
        long revision,
        boolean unresponsive,
        boolean odd,
        boolean running,
        boolean ready,
        long restarts,
        String reason,
        long ageSeconds,
        long peers,
        long peersTroubled,
        boolean nodeReady,
        long neighboursTroubled)
        implements Fact {}
