package io.traas.drills.faults.traps;

import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.faults.Collateral;
import io.traas.drills.faults.Injection;
import io.traas.drills.faults.Trap;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** Half of all scrapes of the bank fail, while its customers are served as ever. */
public final class HalfScrapesLost implements Trap {

    private static final double LOST = 0.5;

    @Override
    public String id() {
        return "half-scrapes-lost";
    }

    @Override
    public String description() {
        return "Half of all scrapes of the bank get no answer, while its customers are served as ever.";
    }

    @Override
    public String whyActingIsWrong() {
        return "The observer is half blind, and the observed are well.";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(35);
    }

    @Override
    public List<String> candidates(Bank bank) {
        return List.of("bank");
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) throws InterruptedException {
        BankManifests.workloads().stream()
                .flatMap(workload -> bank.pods().ready(workload).stream())
                .forEach(pod -> bank.pods().infect(pod, Ailment.lostScrapes(LOST)));
        return Injection.done(bank, target, Collateral.NONE);
    }
}
