package io.traas.drills.units.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** The part of the platform that moves units, as processes: what it is told, and what it says. */
interface Platform extends AutoCloseable {

    /**
     * @param atMillis when it was heard, by {@link Customers#now}
     * @param line of a move {@code MOVE KIND UNIT EPOCH STEP-OR-RESULT TARGET}
     */
    record Said(long atMillis, String line) {}

    List<Said> said();

    /** A planned move. */
    void order(String unit, String target) throws IOException;

    /** Kills what moves units at this moment; it, or another in its place, begins anew. */
    void kill() throws IOException, InterruptedException;

    List<Long> pids();

    @Override
    void close();

    /** @throws IllegalStateException when it is not said in time, with all that was */
    default Said await(Predicate<String> wanted, Duration timeout) throws InterruptedException {
        long deadline = Customers.now() + timeout.toMillis();
        while (Customers.now() < deadline) {
            for (Said line : said()) {
                if (wanted.test(line.line())) {
                    return line;
                }
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("the platform did not say what was waited for within " + timeout + "; it said "
                + said().stream().map(Said::line).toList());
    }

    /** The class path noted by the build, or that of this JVM when it has the platform itself. */
    static String classPath(String home) throws IOException {
        Path noted = Path.of(home, "standalone/target/classpath.txt");
        return Files.exists(noted) ? Files.readString(noted).strip() : System.getProperty("java.class.path");
    }
}
