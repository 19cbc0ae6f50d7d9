package io.traas.remediation.guard;

import java.util.Locale;

/**
 * One account of the purse: so many replicas or nodes of this workload, namespace, pool, zone, cluster or site may be
 * away at once, whoever took them.
 */
record Account(Unit unit, Level level, String name) {

    enum Unit {
        REPLICAS,
        NODES
    }

    enum Level {
        WORKLOAD,
        NAMESPACE,
        POOL,
        ZONE,
        CLUSTER,
        SITE
    }

    static Account replicas(Level level, String name) {
        return new Account(Unit.REPLICAS, level, name);
    }

    static Account nodes(Level level, String name) {
        return new Account(Unit.NODES, level, name);
    }

    String describe() {
        return unit.name().toLowerCase(Locale.ROOT) + " of " + level.name().toLowerCase(Locale.ROOT) + " " + name;
    }
}
