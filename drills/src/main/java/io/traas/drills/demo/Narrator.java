package io.traas.drills.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Tells the person at the terminal what happens, with the seconds since the beginning of the scene. */
final class Narrator {

    private final PrintStream out;
    private final Clock clock;
    private volatile Instant zero;

    Narrator(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.zero = clock.instant();
    }

    /** Seconds are counted from now on. */
    void begin(String what) {
        zero = clock.instant();
        out.println();
        say(what);
    }

    /** Something that happens now. */
    void say(String what) {
        at(clock.instant(), what);
    }

    /** Something that happened at that instant. */
    void at(Instant instant, String what) {
        double seconds = Duration.between(zero, instant).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%8.1f s  %s%n", seconds, what);
    }

    /** A line without time. */
    void plain(String text) {
        out.println(text);
    }
}
