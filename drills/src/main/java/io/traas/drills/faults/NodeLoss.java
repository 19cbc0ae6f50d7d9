package io.traas.drills.faults;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    /** Nodes with pods of at least two workloads that every payment needs. */
    @Override
    public List<String> candidates(Bank bank) {
        Map<String, List<String>> workloadsByNode = new TreeMap<>();
        for (Workload workload : BankManifests.workloads()) {
            if (workload.role() == Role.NOTIFICATION || workload.role() == Role.RATES) {
                continue;
            }
            bank.pods().ready(workload).stream()
                    .map(pod -> pod.getSpec().getNodeName())
                    .distinct()
                    .forEach(node -> workloadsByNode
                            .computeIfAbsent(node, unused -> new ArrayList<>())
                            .add(workload.name()));
        }
        return workloadsByNode.entrySet().stream()
                .filter(entry -> entry.getValue().size() >= 2)
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

    private static String nodeOf(Pod pod) {
        return pod.getSpec().getNodeName();
    }
}
