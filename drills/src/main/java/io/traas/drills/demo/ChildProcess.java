package io.traas.drills.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Java program started beside this one. Its output goes to a log file; a program says {@code ready ...} on a line of
 * its own when it runs.
 */
public final class ChildProcess implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * What to start.
     *
     * @param classPath as java takes it
     * @param jvmFlags for example {@code -Xmx256m}
     */
    public record Program(
            String name, String classPath, List<String> jvmFlags, String mainClass, List<String> arguments) {}

    public static ChildProcess start(Program program, Path logDirectory) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(program.jvmFlags());
        command.addAll(List.of("-cp", program.classPath(), program.mainClass()));
        command.addAll(program.arguments());
        Path log = logDirectory.resolve(program.name() + ".log");
        try {
            Files.createDirectories(logDirectory);
            Files.deleteIfExists(log);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new ChildProcess(program.name(), log, process);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + program.name() + ": " + e.getMessage(), e);
        }
    }

    String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * What follows {@code ready } on the line that says so.
     *
     * @throws IllegalStateException when the program ends or stays silent, with its last words
     */
    public String awaitReady(Duration timeout) throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<String> ready = readyLine();
            if (ready.isPresent()) {
                return ready.get();
            }
            if (!process.isAlive()) {
                throw new IllegalStateException(name + " ended with code " + process.exitValue() + ": " + lastWords());
            }
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        }
        throw new IllegalStateException(
                name + " was not ready after " + timeout.toSeconds() + " s; its log is " + log + ": " + lastWords());
    }

    private Optional<String> readyLine() {
        return said("ready ").stream().findFirst();
    }

    /** What followed the word on every line so far that began with it. */
    public List<String> said(String word) {
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            return lines.lines()
                    .filter(line -> line.startsWith(word))
                    .map(line -> line.substring(word.length()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** The last line that is not a structured log record, for error messages. */
    private String lastWords() {
        try (BufferedReader lines = Files.newBufferedReader(log)) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("{"))
                    .reduce((first, second) -> second)
                    .orElse("it said nothing");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + log, e);
        }
    }

    /** Ends it as a crash would. */
    public void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
