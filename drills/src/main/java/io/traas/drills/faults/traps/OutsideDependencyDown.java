package io.traas.drills.faults.traps;

import io.traas.drills.bank.Bank;
import io.traas.drills.faults.Collateral;
import io.traas.drills.faults.Injection;
import io.traas.drills.faults.Trap;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** The card network, a company outside, is down, and every payment fails. */
public final class OutsideDependencyDown implements Trap {

    @Override
    public String id() {
        return "outside-dependency-down";
    }

    @Override
    public String description() {
        return "The card network, a company outside, is down, and every payment fails.";
    }

    @Override
    public String whyActingIsWrong() {
        return "Nothing of ours is broken: a restart or a roll-back would only add to the damage.";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(35);
    }

    @Override
    public List<String> candidates(Bank bank) {
        return List.of("card-network");
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) throws InterruptedException {
        bank.cardNetwork().stop();
        return Injection.done(bank, target, Collateral.NONE);
    }
}
