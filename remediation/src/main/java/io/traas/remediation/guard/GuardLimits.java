package io.traas.remediation.guard;

import java.time.Duration;
import java.util.Set;

/**
 * The numbers the guard compares with. Shares are in [0, 1].
 *
 * @param coolDown pause between two cures of one target by one runbook, over different incidents
 * @param maxFailedAttempts cures of one target by one runbook that did not help, within {@code attemptWindow}
 * @param curesPerMinute for the whole platform
 * @param maxShareDisrupted of a workload's replicas that may be away because of us; never below one replica
 * @param disruptionWindow how long a finished cure that did not prove recovery still counts as disruption
 * @param domainBadShare of a domain (pods of a workload, workloads of a namespace, nodes) above which individual cures stop
 * @param zoneBadShare the same for the nodes of one zone
 * @param minCompleteness share of sources that must report
 * @param maxSilence how long nothing at all may have been heard from the collectors
 * @param personQuiet how long a workload is left alone after a person changed it
 * @param maxSteps of one plan
 * @param protectedNamespaces never touched
 */
public record GuardLimits(
        Duration coolDown,
        int maxFailedAttempts,
        Duration attemptWindow,
        int curesPerMinute,
        double maxShareDisrupted,
        Duration disruptionWindow,
        double domainBadShare,
        double zoneBadShare,
        double minCompleteness,
        Duration maxSilence,
        Duration personQuiet,
        int maxSteps,
        Set<String> protectedNamespaces) {

    /** Namespaces of Kubernetes itself; protected whatever the settings say. */
    public static final Set<String> SYSTEM_NAMESPACES = Set.of("kube-system", "kube-public", "kube-node-lease");

    public GuardLimits {
        share("maxShareDisrupted", maxShareDisrupted);
        share("domainBadShare", domainBadShare);
        share("zoneBadShare", zoneBadShare);
        share("minCompleteness", minCompleteness);
        atLeastOne("maxFailedAttempts", maxFailedAttempts);
        atLeastOne("curesPerMinute", curesPerMinute);
        atLeastOne("maxSteps", maxSteps);
        protectedNamespaces = Set.copyOf(protectedNamespaces);
    }

    public static GuardLimits defaults() {
        return new GuardLimits(
                Duration.ofMinutes(5),
                3,
                Duration.ofHours(1),
                6,
                0.2,
                Duration.ofSeconds(60),
                0.4,
                0.55,
                0.6,
                Duration.ofSeconds(60),
                Duration.ofMinutes(5),
                5,
                Set.of("traas-system"));
    }

    /** A share of a count, never below one: the rule for small workloads. */
    static int atLeastOneOf(double share, int count) {
        return Math.max(1, (int) Math.floor(share * count));
    }

    boolean isProtected(String namespace) {
        return SYSTEM_NAMESPACES.contains(namespace) || protectedNamespaces.contains(namespace);
    }

    private static void share(String name, double value) {
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
