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

/** A sound new version is rolled out. */
public final class HarmlessRollout implements Trap {

    @Override
    public String id() {
        return "harmless-rollout";
    }

    @Override
    public String description() {
        return "A sound new version is rolled out.";
    }

    @Override
    public String whyActingIsWrong() {
        return "Pods come and go as they must, and nobody suffers.";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(30);
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT, Role.ACCOUNT, Role.LEDGER, Role.RISK, Role.NOTIFICATION);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) throws InterruptedException {
        Workload workload = Targets.workload(target);
        bank.pipeline().setImage(workload, bank.images().publish(workload.role(), Ailment.NONE));
        return Injection.done(bank, target, Collateral.NONE);
    }
}
