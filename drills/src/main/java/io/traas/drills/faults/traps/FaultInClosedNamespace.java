package io.traas.drills.faults.traps;

import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import io.traas.drills.faults.Collateral;
import io.traas.drills.faults.Injection;
import io.traas.drills.faults.Targets;
import io.traas.drills.faults.Trap;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** A broken version is rolled out in the namespace of a partner who did not opt in. */
public final class FaultInClosedNamespace implements Trap {

    private static final double ERROR_SHARE = 0.5;

    @Override
    public String id() {
        return "fault-in-closed-namespace";
    }

    @Override
    public String description() {
        return "A broken version is rolled out in the namespace of a partner who did not opt in.";
    }

    @Override
    public String whyActingIsWrong() {
        return "It is not ours to heal: the namespace carries no label that allows it.";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(35);
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.RATES);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) throws InterruptedException {
        Workload workload = Targets.workload(target);
        bank.pipeline().setImage(workload, bank.images().publish(workload.role(), Ailment.errors(ERROR_SHARE)));
        return Injection.done(bank, target, Collateral.NONE);
    }
}
