package io.traas.remediation.crash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Reads from a file, at every point anew, where to die next, so that one process can be drilled many times. A file that is
 * missing or empty orders nothing; hits are counted from when the order changed. Thread-safe.
 */
final class CrashOrders implements CrashPoints {

    private final Path file;
    private final Function<String, CrashPoints> crashes;
    private String order = "";
    private CrashPoints crash = CrashPoints.none();

    /** @param crashes what an order means */
    CrashOrders(Path file, Function<String, CrashPoints> crashes) {
        this.file = file;
        this.crashes = crashes;
    }

    @Override
    public void hit(CrashPoint point) {
        current().hit(point);
    }

    private synchronized CrashPoints current() {
        String now = read();
        if (!now.equals(order)) {
            order = now;
            // What follows a # only tells one order from the same one given again.
            crash = now.isEmpty() ? CrashPoints.none() : crashes.apply(now.split("#", 2)[0]);
        }
        return crash;
    }

    private String read() {
        try {
            return Files.exists(file) ? Files.readString(file).trim() : "";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the orders of the drill in " + file, e);
        }
    }
}
