package io.traas.detector.slo;

import java.time.Duration;
import java.util.List;

/**
 * Fires when the budget burns more than {@link #burn()} times too fast over the long window, so that it matters, and
 * over the short one, so that it still goes on.
 */
public enum BurnRule {
    /** 2 % of the budget of 30 days. */
    PAGE_FAST(Duration.ofHours(1), Duration.ofMinutes(5), 14.4),
    /** 5 %. */
    PAGE_SLOW(Duration.ofHours(6), Duration.ofMinutes(30), 6),
    /** 10 %. */
    TICKET_FAST(Duration.ofDays(1), Duration.ofHours(2), 3),
    /** 10 %. */
    TICKET_SLOW(Duration.ofDays(3), Duration.ofHours(6), 1);

    /** What a person is woken for. */
    public static final List<BurnRule> PAGE = List.of(PAGE_FAST, PAGE_SLOW);

    /** What can wait until the morning. */
    public static final List<BurnRule> TICKET = List.of(TICKET_FAST, TICKET_SLOW);

    private final Duration longWindow;
    private final Duration shortWindow;
    private final double burn;

    BurnRule(Duration longWindow, Duration shortWindow, double burn) {
        this.longWindow = longWindow;
        this.shortWindow = shortWindow;
        this.burn = burn;
    }

    public Duration longWindow() {
        return longWindow;
    }

    public Duration shortWindow() {
        return shortWindow;
    }

    /** Times the rate at which the budget lasts exactly its period. */
    public double burn() {
        return burn;
    }
}
