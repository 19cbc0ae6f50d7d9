package io.traas.drills.faults;

import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/** A new version is rolled out that takes 0.7 to 0.9 s longer for each request. */
final class SlowRelease implements Fault {

    private static final int DELAY_MILLIS = 720;

    @Override
    public String id() {
        return "slow-release";
    }

    @Override
    public String description() {
        return "A new version is rolled out that takes 0.7 to 0.9 s longer for each request.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT, Role.ACCOUNT, Role.LEDGER);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        bank.pipeline().setImage(workload, bank.images().publish(workload.role(), Ailment.delay(DELAY_MILLIS)));
        return Injection.done(bank, target, Collateral.of(workload));
    }
}
