package io.traas.drills.faults;

import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/** Every replica keeps memory with each request until it runs out, and does so again after each restart; a new pod is clean. */
final class MemoryLeak implements Fault {

    /** Fills the small heap of a replica within some five seconds of usual traffic. */
    private static final int BYTES_PER_REQUEST = 320 * 1024;

    @Override
    public String id() {
        return "memory-leak";
    }

    @Override
    public String description() {
        return "Every replica keeps memory with each request until it runs out, and does so again after each restart; a new pod is clean.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT, Role.ACCOUNT, Role.LEDGER, Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        bank.pods().ready(workload).forEach(pod -> bank.pods().infect(pod, Ailment.leak(BYTES_PER_REQUEST)));
        return Injection.done(bank, target, Collateral.of(workload));
    }
}
