package io.traas.drills.faults;

import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import java.util.List;
import java.util.random.RandomGenerator;

/** A new version is rolled out that fails every second request. */
final class BadRelease implements Fault {

    private static final double ERROR_SHARE = 0.5;

    @Override
    public String id() {
        return "bad-release";
    }

    @Override
    public String description() {
        return "A new version is rolled out that fails every second request.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT, Role.ACCOUNT, Role.LEDGER, Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        bank.pipeline().setImage(workload, bank.images().publish(workload.role(), Ailment.errors(ERROR_SHARE)));
        return Injection.done(bank, target, Collateral.of(workload));
    }
}
