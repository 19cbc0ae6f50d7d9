package io.traas.drills.faults;

import io.traas.drills.bank.Bank;
import io.traas.drills.bank.service.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/** Customers come four times as often, more than one workload has threads for; twice the replicas can. */
final class TrafficSurge implements Fault {

    private static final double FACTOR = 4;

    @Override
    public String id() {
        return "traffic-surge";
    }

    @Override
    public String description() {
        return "Customers come four times as often, more than one workload has threads for; twice the replicas can.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        bank.load().surge(FACTOR);
        return Injection.done(bank, target, Collateral.of(Targets.workload(target)));
    }
}
