package io.traas.runbooks.facts;

import io.traas.model.Target;

/**
 * A node on which something is wrong: the incident is located there, the cluster does not hold it for ready, or pods on
 * it have symptoms.
 *
 * @param located the incident is located here
 * @param ready the cluster holds it for ready; it notices a loss only after most of a minute
 * @param unschedulable it is cordoned already
 * @param podsTroubled pods on it with an open symptom of their own
 * @param workloadsTroubled different workloads these pods belong to
 */
public record NodeTrouble(
        Target node,
        boolean located,
        boolean ready,
        boolean unschedulable,
        String zone,
        long podsTroubled,
        long workloadsTroubled)
        implements Fact {}
