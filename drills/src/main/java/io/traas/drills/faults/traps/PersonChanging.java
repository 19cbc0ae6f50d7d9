package io.traas.drills.faults.traps;

import io.traas.drills.bank.Author;
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
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * A person at a terminal tries one thing after the other on a workload, breaks it on the way, and puts it right in the
 * end.
 */
public final class PersonChanging implements Trap {

    private static final double ERROR_SHARE = 0.4;
    private static final int PAUSE_SECONDS = 6;
    private static final String TRIED = "bank.example/tried";

    @Override
    public String id() {
        return "person-changing";
    }

    @Override
    public String description() {
        return "A person changes a workload by hand, again and again; it fails for a while, then they put it right.";
    }

    @Override
    public String whyActingIsWrong() {
        return "Somebody is at work on it, and two healers on one patient undo each other.";
    }

    @Override
    public Duration lasting() {
        return Duration.ofSeconds(45);
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.PAYMENT, Role.ACCOUNT, Role.RISK);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        String before = bank.images().publish(workload.role(), Ailment.NONE);
        String broken = bank.images().publish(workload.role(), Ailment.errors(ERROR_SHARE));
        Thread person = new Thread(() -> tinker(bank, workload, broken, before), "person");
        person.setDaemon(true);
        person.start();
        return Injection.lasting(bank, target, Collateral.NONE, () -> end(person));
    }

    private static void tinker(Bank bank, Workload workload, String broken, String sound) {
        try (Author set = Author.person(bank.cluster(), "set");
                Author edit = Author.person(bank.cluster(), "edit")) {
            set.setImage(workload, broken);
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            edit.annotateTemplate(workload, TRIED, "more-threads");
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            edit.annotateTemplate(workload, TRIED, "fewer-threads");
            TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            set.setImage(workload, sound);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Thread person) {
        person.interrupt();
        try {
            person.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
