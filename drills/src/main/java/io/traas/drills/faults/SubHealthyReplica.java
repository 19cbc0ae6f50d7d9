package io.traas.drills.faults;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/** One replica fails three of five requests, its peers none; only a new pod is well again. */
final class SubHealthyReplica implements Fault {

    private static final double ERROR_SHARE = 0.6;

    @Override
    public String id() {
        return "sub-healthy-replica";
    }

    @Override
    public String description() {
        return "One replica fails three of five requests, its peers none; only a new pod is well again.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT, Role.ACCOUNT, Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        Pod pod = Targets.anyPod(bank, workload, random);
        bank.pods().infect(pod, Ailment.errors(ERROR_SHARE));
        return Injection.done(bank, Targets.nameOf(pod), Collateral.of(workload));
    }
}
