package io.traas.drills.bank;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * How to start the bank.
 *
 * @param directory where the book and the logs lie; created, and removed at the end
 * @param paymentsPerSecond the customers' usual pace
 * @param seed of the customers' whims
 * @param patience how long to wait until everything is ready
 */
public record BankOptions(Path directory, double paymentsPerSecond, long seed, Duration patience) {

    public BankOptions {
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(patience, "patience");
        if (!(paymentsPerSecond > 0 && paymentsPerSecond <= 60)) {
            throw new IllegalArgumentException(
                    "payments a second must be above 0 and at most 60, were " + paymentsPerSecond);
        }
    }

    /** 30 payments a second, and four minutes to get ready even on a crowded machine. */
    public static BankOptions in(Path directory, long seed) {
        return new BankOptions(directory, 30, seed, Duration.ofMinutes(4));
    }
}
