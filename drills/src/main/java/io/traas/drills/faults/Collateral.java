package io.traas.drills.faults;

import io.traas.drills.bank.BankManifests;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.cluster.Write;
import java.util.List;
import java.util.Set;

/**
 * What a cure may touch. Everything else of the bank, the partner and the nodes is out of bounds; what lies outside of
 * them (the platform's own objects) is not our concern.
 *
 * @param workloads as {@code namespace/name}: the workload, its pods and ReplicaSets
 * @param nodes names of nodes
 * @param pods as {@code namespace/name}: single pods
 */
public record Collateral(Set<String> workloads, Set<String> nodes, Set<String> pods) {

    /** Nothing may be touched. */
    public static final Collateral NONE = new Collateral(Set.of(), Set.of(), Set.of());

    private static final Set<String> OWNED = Set.of("deployments", "replicasets", "pods");

    public Collateral {
        workloads = Set.copyOf(workloads);
        nodes = Set.copyOf(nodes);
        pods = Set.copyOf(pods);
    }

    /** One workload with its pods. */
    static Collateral of(Workload workload) {
        return new Collateral(Set.of(workload.namespace() + "/" + workload.name()), Set.of(), Set.of());
    }

    /** A node, and the pods that were on it. */
    static Collateral of(String node, List<String> pods) {
        return new Collateral(Set.of(), Set.of(node), Set.copyOf(pods));
    }

    /** Whether this request stayed within bounds; requests that changed nothing always did. */
    public boolean allows(Write write) {
        if (!write.tookEffect()) {
            return true;
        }
        if (write.resource().equals("nodes")) {
            return nodes.contains(write.name());
        }
        boolean ours = write.namespace().equals(BankManifests.BANK)
                || write.namespace().equals(BankManifests.PARTNER);
        if (!ours || !OWNED.contains(write.resource())) {
            return true;
        }
        String name = write.namespace() + "/" + write.name();
        return pods.contains(name)
                || workloads.contains(name)
                || !write.resource().equals("deployments")
                        && workloads.stream().anyMatch(workload -> name.startsWith(workload + "-"));
    }
}
