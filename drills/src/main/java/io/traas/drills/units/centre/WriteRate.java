package io.traas.drills.units.centre;

/** Writes a second, over the last full window. Times are milliseconds of one monotonic clock. Not thread-safe. */
final class WriteRate {

    private static final long WINDOW_MILLIS = 5000;

    private long windowBegan = Long.MIN_VALUE / 2;
    private long counted;
    private double last;

    void count(long now) {
        turnTo(now);
        counted++;
    }

    double perSecond(long now) {
        turnTo(now);
        return last;
    }

    private void turnTo(long now) {
        long windows = (now - windowBegan) / WINDOW_MILLIS;
        if (windows == 0) {
            return;
        }
        last = windows == 1 ? counted * 1000.0 / WINDOW_MILLIS : 0;
        counted = 0;
        windowBegan = windows == 1 ? windowBegan + WINDOW_MILLIS : now;
    }
}
