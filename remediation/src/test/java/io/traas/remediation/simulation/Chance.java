package io.traas.remediation.simulation;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** The only source of randomness of a run: the same seed gives the same answers in the same order. */
public final class Chance {

    private static final int PER_MILLE = 1000;

    private final SplittableRandom random;

    public Chance(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A source of its own, so that asking it more often does not change the answers of this one. */
    Chance split() {
        return new Chance(random.nextLong());
    }

    boolean perMille(int share) {
        return share > 0 && random.nextInt(PER_MILLE) < share;
    }

    boolean oneIn(int count) {
        return random.nextInt(count) == 0;
    }

    /** From {@code low} to {@code high}, both included. */
    int between(int low, int high) {
        return random.nextInt(low, high + 1);
    }

    /** From {@code low} to {@code high} milliseconds, both included. */
    Duration millis(int low, int high) {
        return Duration.ofMillis(between(low, high));
    }

    <T> T pick(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
