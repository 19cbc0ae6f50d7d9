package io.traas.remediation.guard;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The numbers the guard compares with. Shares are in [0, 1]. They are the same in a drill and in production.
 *
 * @param caps how much may be away at once
 * @param pace how often may be acted
 * @param breaker when a runbook that does not help is stopped
 * @param spread when so much is broken that single cures stop
 * @param sight how well the platform must see
 * @param borders what is not touched at all
 * @param maxSteps of one plan
 * @param patience how long the guard may think; longer refuses
 */
public record GuardLimits(
        Caps caps,
        Pace pace,
        Breaker breaker,
        Spread spread,
        Sight sight,
        Borders borders,
        int maxSteps,
        Duration patience) {

    /** Namespaces of Kubernetes itself; protected whatever the settings say. */
    public static final Set<String> SYSTEM_NAMESPACES = Set.of("kube-system", "kube-public", "kube-node-lease");

    /**
     * What each account of the purse holds: the lower of a share and a count, and never less than one.
     *
     * @param share of the replicas or nodes of an account
     * @param workload at most so many replicas of a workload, and so on for the wider accounts
     * @param nodes at most so many nodes of a pool, zone, cluster or site
     * @param window how long a finished cure that did not prove recovery still counts as disruption
     * @param warmUp how long a new pod does not count as serving
     */
    public record Caps(
            double share,
            int workload,
            int namespace,
            int pool,
            int zone,
            int cluster,
            int site,
            int nodes,
            Duration window,
            Duration warmUp) {
        public Caps {
            inUnitInterval("caps.share", share);
            atLeastOne("caps.workload", workload);
            atLeastOne("caps.namespace", namespace);
            atLeastOne("caps.pool", pool);
            atLeastOne("caps.zone", zone);
            atLeastOne("caps.cluster", cluster);
            atLeastOne("caps.site", site);
            atLeastOne("caps.nodes", nodes);
        }

        /** @param size of the account, in replicas or nodes */
        int of(Account account, int size) {
            return Math.min(atLeastOneOf(share, size), account.unit() == Account.Unit.NODES ? nodes : count(account));
        }

        private int count(Account account) {
            return switch (account.level()) {
                case WORKLOAD -> workload;
                case NAMESPACE -> namespace;
                case POOL -> pool;
                case ZONE -> zone;
                case CLUSTER -> cluster;
                case SITE -> site;
            };
        }
    }

    /**
     * @param curesPerMinute tokens that flow into the bucket of the whole platform
     * @param burst how many the bucket holds
     * @param coolDown pause between two cures of one target by one runbook, over different incidents; doubles with each
     *     failure
     * @param longestCoolDown it does not grow beyond
     */
    public record Pace(int curesPerMinute, int burst, Duration coolDown, Duration longestCoolDown) {
        public Pace {
            atLeastOne("pace.curesPerMinute", curesPerMinute);
            atLeastOne("pace.burst", burst);
        }
    }

    /**
     * @param failures that open it, of a runbook at one target, or one after the other at any targets
     * @param window within which failures count
     * @param openFor since the last failure
     * @param replacement how soon after a cure a pod must have started to count as the replacement
     */
    public record Breaker(int failures, Duration window, Duration openFor, Duration replacement) {
        public Breaker {
            atLeastOne("breaker.failures", failures);
        }
    }

    /**
     * @param domainShare of pods of a workload, workloads of a namespace, or nodes bad: above it single cures stop
     * @param zoneShare the same for the nodes of one zone
     * @param stormShare of all targets that came into trouble within {@code stormWindow}: cures freeze
     * @param stormTargets fewer than these are no storm
     */
    public record Spread(
            double domainShare, double zoneShare, double stormShare, int stormTargets, Duration stormWindow) {
        public Spread {
            inUnitInterval("spread.domainShare", domainShare);
            inUnitInterval("spread.zoneShare", zoneShare);
            inUnitInterval("spread.stormShare", stormShare);
            atLeastOne("spread.stormTargets", stormTargets);
        }
    }

    /**
     * @param minCompleteness share of sources that must report
     * @param maxSilence how long nothing at all may have been heard from the collectors
     * @param maxClockSkew by how much clocks may disagree
     * @param clockSettle how long nothing is done after this machine's clock jumped
     * @param vantagePoints independent observers that must agree before something is taken away for good
     */
    public record Sight(
            double minCompleteness,
            Duration maxSilence,
            Duration maxClockSkew,
            Duration clockSettle,
            int vantagePoints) {
        public Sight {
            inUnitInterval("sight.minCompleteness", minCompleteness);
            atLeastOne("sight.vantagePoints", vantagePoints);
        }
    }

    /**
     * @param personQuiet how long a workload is left alone after a person changed it
     * @param own namespace of the platform itself
     * @param protectedNamespaces never touched, besides {@code own} and those of Kubernetes
     * @param freezes when nothing is cured
     */
    public record Borders(Duration personQuiet, String own, Set<String> protectedNamespaces, List<Freeze> freezes) {
        public Borders {
            protectedNamespaces = Set.copyOf(protectedNamespaces);
            freezes = List.copyOf(freezes);
        }

        /** Those of the namespaces in which the platform may change something. */
        public Set<String> unprotected(Set<String> namespaces) {
            return namespaces.stream()
                    .filter(namespace -> !isProtected(namespace))
                    .collect(Collectors.toSet());
        }

        boolean isProtected(String namespace) {
            return SYSTEM_NAMESPACES.contains(namespace)
                    || own.equals(namespace)
                    || protectedNamespaces.contains(namespace);
        }
    }

    public GuardLimits {
        atLeastOne("maxSteps", maxSteps);
    }

    public static GuardLimits defaults() {
        return new GuardLimits(
                new Caps(0.2, 10, 20, 20, 20, 50, 50, 3, Duration.ofSeconds(60), Duration.ofSeconds(5)),
                new Pace(6, 3, Duration.ofMinutes(5), Duration.ofHours(1)),
                new Breaker(3, Duration.ofHours(1), Duration.ofHours(1), Duration.ofMinutes(2)),
                new Spread(0.4, 0.55, 0.25, 4, Duration.ofMinutes(5)),
                new Sight(0.6, Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofSeconds(60), 2),
                new Borders(Duration.ofMinutes(5), "traas-system", Set.of(), List.of()),
                5,
                Duration.ofSeconds(1));
    }

    /** How long a finished cure must be remembered for the rules that look back. */
    public Duration remembered() {
        return longer(longer(breaker.window, breaker.openFor), longer(pace.longestCoolDown, caps.window));
    }

    /** A share of a count, never below one: the rule for small workloads. */
    static int atLeastOneOf(double share, int count) {
        return Math.max(1, (int) Math.floor(share * count));
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static void inUnitInterval(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be in [0, 1]");
        }
    }

    private static void atLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least 1");
        }
    }
}
