package io.traas.drills.faults;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Role;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Names of targets, and what they stand for. */
public final class Targets {

    private Targets() {}

    /** The workloads of these roles as {@code namespace/name}. */
    public static List<String> of(Role... roles) {
        return BankManifests.workloads().stream()
                .filter(workload -> Arrays.asList(roles).contains(workload.role()))
                .map(Targets::nameOf)
                .toList();
    }

    /** The workload of this name; refuses what the bank does not have. */
    public static Workload workload(String target) {
        return BankManifests.workloads().stream()
                .filter(workload -> nameOf(workload).equals(target))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the bank has no workload '" + target + "'"));
    }

    /** One of the ready pods of the workload. */
    public static Pod anyPod(Bank bank, Workload workload, RandomGenerator random) {
        List<Pod> ready = bank.pods().ready(workload);
        if (ready.isEmpty()) {
            throw new IllegalStateException(workload.name() + " has no ready pod to harm");
        }
        return ready.get(random.nextInt(ready.size()));
    }

    public static String nameOf(Workload workload) {
        return workload.namespace() + "/" + workload.name();
    }

    public static String nameOf(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }
}
