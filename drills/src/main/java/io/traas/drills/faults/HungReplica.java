package io.traas.drills.faults;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/** The process of one replica is stopped: it accepts connections and never answers. */
final class HungReplica implements Fault {

    @Override
    public String id() {
        return "hung-replica";
    }

    @Override
    public String description() {
        return "The process of one replica is stopped: it accepts connections and never answers.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT, Role.ACCOUNT, Role.LEDGER, Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        Pod pod = Targets.anyPod(bank, workload, random);
        bank.stop(pod);
        return Injection.done(bank, Targets.nameOf(pod), Collateral.of(workload));
    }
}
