package io.traas.drills.load;

import java.time.Duration;
import java.util.Objects;

/**
 * What customers put up with. An answer is bad when it is a failure or later than {@code latency}.
 *
 * @param latency the longest good answer
 * @param window over how long bad answers are counted before they are called a fault
 * @param badShare share of bad answers in the window from which customers suffer
 * @param badCount how many bad answers it takes at least, so that few customers raise no false alarm
 * @param calm how long nearly all must be good before the bank is called recovered
 * @param calmShare share of bad answers that calm tolerates
 * @param calmCount how many answers calm must show at least
 */
public record Objective(
        Duration latency,
        Duration window,
        double badShare,
        int badCount,
        Duration calm,
        double calmShare,
        int calmCount) {

    public Objective {
        positive("latency", latency);
        positive("window", window);
        positive("calm", calm);
        if (!(badShare > 0 && badShare <= 1 && calmShare >= 0 && calmShare < badShare)) {
            throw new IllegalArgumentException(
                    "need 0 <= calmShare < badShare <= 1, were " + calmShare + " and " + badShare);
        }
        if (badCount < 1 || calmCount < 1) {
            throw new IllegalArgumentException("counts must be at least 1, were " + badCount + " and " + calmCount);
        }
    }

    /** For the bank's payments, some 30 a second. */
    public static Objective payments() {
        return new Objective(Duration.ofMillis(800), Duration.ofSeconds(2), 0.12, 5, Duration.ofSeconds(3), 0.04, 30);
    }

    /** For a trickle of a few requests a second. */
    public static Objective trickle() {
        return new Objective(Duration.ofMillis(800), Duration.ofSeconds(2), 0.3, 3, Duration.ofSeconds(3), 0.05, 6);
    }

    Duration longest() {
        return window.compareTo(calm) > 0 ? window : calm;
    }

    private static void positive(String name, Duration value) {
        Objects.requireNonNull(value, name);
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " must be positive, was " + value);
        }
    }
}
