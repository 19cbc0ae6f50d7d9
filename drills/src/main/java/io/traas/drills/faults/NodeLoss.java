package io.traas.drills.faults;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Role;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A machine loses power: all its processes are gone at once, and the cluster learns of it only by the silence. */
final class NodeLoss implements Fault {

    @Override
    public String id() {
        return "node-loss";
    }

    @Override
    public String description() {
        return "A node loses power with everything on it; the cluster itself notices after some 50 s.";
    }

    /** Nodes with pods of at least two workloads that every payment needs, and none of the partner, who did not opt in. */
    @Override
    public List<String> candidates(Bank bank) {
        Map<String, Set<Role>> rolesByNode = new TreeMap<>();
        for (Workload workload : BankManifests.workloads()) {
            for (Pod pod : bank.pods().ready(workload)) {
                rolesByNode
                        .computeIfAbsent(nodeOf(pod), unused -> EnumSet.noneOf(Role.class))
                        .add(workload.role());
            }
        }
        return rolesByNode.entrySet().stream()
                .filter(entry -> hurts(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        List<String> pods = BankManifests.workloads().stream()
                .flatMap(workload -> bank.pods().ready(workload).stream())
                .filter(pod -> target.equals(nodeOf(pod)))
                .map(Targets::nameOf)
                .toList();
        bank.cluster().node(target).fail();
        return Injection.done(bank, target, Collateral.of(target, pods));
    }

    private static boolean hurts(Set<Role> roles) {
        long needed = roles.stream().filter(role -> role != Role.NOTIFICATION).count();
        return needed >= 2 && !roles.contains(Role.RATES);
    }

    private static String nodeOf(Pod pod) {
        return pod.getSpec().getNodeName();
    }
}
