package io.traas.detector.slo;

import java.util.List;

/** A service whose events are counted once an interval. */
final class Traffic {

    private static final long START_MS = 1_700_000_007_000L;

    private final int intervalSeconds;
    private final double perSecond;
    private EventHistory history = EventHistory.NONE;
    private long atMillis = START_MS;

    Traffic(int intervalSeconds, double perSecond) {
        this.intervalSeconds = intervalSeconds;
        this.perSecond = perSecond;
    }

    /** One interval. */
    Traffic tick(double badShare) {
        atMillis += intervalSeconds * 1_000L;
        double events = perSecond * intervalSeconds;
        history = history.with(atMillis, intervalSeconds, events * badShare, events);
        return this;
    }

    Traffic play(double seconds, double badShare) {
        for (double left = seconds; left > 0; left -= intervalSeconds) {
            tick(badShare);
        }
        return this;
    }

    /** Nobody watches. */
    Traffic skip(double seconds) {
        atMillis += (long) (seconds * 1_000);
        return this;
    }

    /** Seconds until a rule fires, negative when none does within the limit. */
    double secondsUntilFired(double badShare, Objective objective, List<BurnRule> rules, double limitSeconds) {
        for (double second = intervalSeconds; second <= limitSeconds; second += intervalSeconds) {
            if (tick(badShare).rate(objective, rules).fires()) {
                return second;
            }
        }
        return -1;
    }

    /** Seconds of health until nothing fires any more. */
    double secondsUntilReset(Objective objective, List<BurnRule> rules) {
        double seconds = 0;
        while (rate(objective, rules).fires()) {
            tick(0);
            seconds += intervalSeconds;
        }
        return seconds;
    }

    BurnRate rate(Objective objective, List<BurnRule> rules) {
        return BurnRate.of(history, objective, rules);
    }

    EventHistory history() {
        return history;
    }

    long atMillis() {
        return atMillis;
    }
}
