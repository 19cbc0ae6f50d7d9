package io.traas.drills.faults;

import io.traas.drills.bank.Bank;
import java.time.Duration;
import java.util.Objects;

/** Something that was done to the bank. */
public final class Injection {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Bank bank;
    private final String target;
    private final Collateral collateral;
    private final Runnable stop;

    private Injection(Bank bank, String target, Collateral collateral, Runnable stop) {
        this.bank = Objects.requireNonNull(bank, "bank");
        this.target = Objects.requireNonNull(target, "target");
        this.collateral = Objects.requireNonNull(collateral, "collateral");
        this.stop = stop;
    }

    /** Done once and for all. */
    public static Injection done(Bank bank, String target, Collateral collateral) {
        return new Injection(bank, target, collateral, () -> {});
    }

    /** Goes on until stopped. */
    public static Injection lasting(Bank bank, String target, Collateral collateral, Runnable stop) {
        return new Injection(bank, target, collateral, stop);
    }

    /** What was hit, more precisely than asked for: {@code bank/payment}, a pod of it, or a node. */
    public String target() {
        return target;
    }

    /** What a cure may touch. */
    public Collateral collateral() {
        return collateral;
    }

    /** Ends it if it still goes on and brings the bank to its initial state, cured or not; waits until it is. */
    public void undo() throws InterruptedException {
        stop.run();
        bank.restore(PATIENCE);
    }
}
