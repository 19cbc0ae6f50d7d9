package io.traas.drills.bank;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A process beside the cluster that says {@code PORT n} when it listens. Ends when closed, and with this JVM at the
 * latest, because its standard input does.
 */
public final class SideProcess implements AutoCloseable {

    private static final String PORT = "PORT ";
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path log;

    private SideProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static SideProcess start(List<String> command, Path log) {
        try {
            Files.createDirectories(log.getParent());
            Files.deleteIfExists(log);
            return new SideProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** The port it listens on; refuses a process that ends or stays silent. */
    public int awaitPort() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline && process.isAlive()) {
            Optional<Integer> port = port();
            if (port.isPresent()) {
                return port.get();
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
        throw new IllegalStateException("a process of the bank did not start; it said: " + said());
    }

    private Optional<Integer> port() {
        return said().lines()
                .filter(line -> line.startsWith(PORT))
                .map(line -> Integer.parseInt(line.substring(PORT.length())))
                .findFirst();
    }

    private String said() {
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            return String.join("\n", lines.lines().limit(50).toList()) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
