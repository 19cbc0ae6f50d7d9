package io.traas.remediation.simulation;

import io.traas.remediation.act.Cluster;
import java.util.function.Supplier;

/** Everything a replica meets in a run. @param hands a new connection to the API server */
record World(
        Baton baton, Trace trace, Town town, SimulatedLedger ledger, SimulatedTopics topics, Supplier<Cluster> hands) {

    Cluster cluster() {
        return hands.get();
    }
}
