package io.traas.drills.faults;

import io.traas.drills.bank.Bank;
import java.util.List;
import java.util.random.RandomGenerator;

/** Something that can be done to a bank that is well. Stateless. */
public sealed interface Drill permits Fault, Trap {

    /** Its name on the command line and in reports, lower case with hyphens. */
    String id();

    /** One sentence for people. */
    String description();

    /** What it can be done to right now, in a stable order; never empty for a bank that is well. */
    List<String> candidates(Bank bank);

    /**
     * Does it to one of the candidates.
     *
     * @param random for what else is left to chance
     */
    Injection inject(Bank bank, String target, RandomGenerator random) throws InterruptedException;
}
