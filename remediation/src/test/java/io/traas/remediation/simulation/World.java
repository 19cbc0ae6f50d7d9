package io.traas.remediation.simulation;

import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Mandate;
import java.util.function.Function;

/** Everything a replica meets in a run. @param hands what changes the cluster under a mandate */
record World(
        Baton baton,
        Trace trace,
        Chaos chaos,
        Town town,
        SimulatedLedger ledger,
        SimulatedElection election,
        SimulatedTopics topics,
        Function<Mandate, Cluster> hands) {

    Cluster cluster(Mandate mandate) {
        return hands.apply(mandate);
    }
}
