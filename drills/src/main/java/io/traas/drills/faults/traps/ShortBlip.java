package io.traas.drills.faults.traps;

import io.fabric8.kubernetes.api.model.Pod;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.service.Role;
import io.traas.drills.faults.Collateral;
import io.traas.drills.faults.Injection;
import io.traas.drills.faults.Targets;
import io.traas.drills.faults.Trap;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** All replicas of a workload fail most requests for a little over a second, then are well by themselves. */
public final class ShortBlip implements Trap {

    private static final double ERROR_SHARE = 0.6;
    private static final int BLIP_MILLIS = 1200;

    @Override
    public String id() {
        return "short-blip";
    }

    @Override
    public String description() {
        return "All replicas of a workload fail most requests for a little over a second, then are well by themselves.";
    }

    @Override
    public String whyActingIsWrong() {
        return "It is over before anybody could help.";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(25);
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.PAYMENT, Role.ACCOUNT, Role.LEDGER, Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) throws InterruptedException {
        List<Pod> pods = bank.pods().ready(Targets.workload(target));
        pods.forEach(pod -> bank.pods().infect(pod, Ailment.errors(ERROR_SHARE)));
        TimeUnit.MILLISECONDS.sleep(BLIP_MILLIS);
        pods.forEach(pod -> bank.pods().infect(pod, Ailment.NONE));
        return Injection.done(bank, target, Collateral.NONE);
    }
}
