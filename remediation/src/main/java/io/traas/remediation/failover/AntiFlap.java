package io.traas.remediation.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** INV-06 AntiFlap for units: a few attempts, each after a longer wait, then only a person. For one thread. */
final class AntiFlap {

    static final int MAX_ATTEMPTS = 5;
    static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(2);

    private final Map<String, Deque<Instant>> attempts = new HashMap<>();

    boolean allows(String unit, Instant now) {
        Deque<Instant> past = attempts.computeIfAbsent(unit, unused -> new ArrayDeque<>());
        while (!past.isEmpty() && past.peekFirst().isBefore(now.minus(WINDOW))) {
            past.removeFirst();
        }
        if (past.isEmpty()) {
            return true;
        }
        Duration wait = FIRST_WAIT.multipliedBy(1L << (past.size() - 1));
        return past.size() < MAX_ATTEMPTS && !now.isBefore(past.peekLast().plus(wait));
    }

    void attempted(String unit, Instant now) {
        attempts.computeIfAbsent(unit, unused -> new ArrayDeque<>()).addLast(now);
    }
}
