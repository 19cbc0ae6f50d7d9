package io.traas.remediation.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What happened in a run, line by line, with the virtual time since its start. */
final class Trace {

    private final List<String> lines = new ArrayList<>();
    private final Instant start;
    private final Supplier<Instant> now;

    Trace(Instant start, Supplier<Instant> now) {
        this.start = start;
        this.now = now;
    }

    void add(String line) {
        long millis = Duration.between(start, now.get()).toMillis();
        lines.add(String.format(Locale.ROOT, "%8.3f  %s", millis / 1000.0, line));
    }

    List<String> lines() {
        return List.copyOf(lines);
    }
}
