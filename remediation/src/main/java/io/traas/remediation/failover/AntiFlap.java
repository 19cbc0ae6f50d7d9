package io.traas.remediation.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** INV-06 AntiFlap for units: a few attempts, each after a longer wait, then only a person. */
final class AntiFlap {

    static final int MAX_ATTEMPTS = 5;
    static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    private AntiFlap() {}

    /** @param attempts when earlier ones began, whoever made them, in any order */
    static boolean allows(List<Instant> attempts, Instant now) {
        List<Instant> recent = attempts.stream()
                .filter(attempt -> attempt.isAfter(now.minus(WINDOW)))
                .sorted()
                .toList();
        if (recent.isEmpty()) {
            return true;
        }
        int count = recent.size();
        Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(count - 1, MAX_ATTEMPTS));
        return count < MAX_ATTEMPTS && !now.isBefore(recent.get(count - 1).plus(wait));
    }
}
