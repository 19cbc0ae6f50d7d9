package io.traas.drills.units.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** The platform's failover as a process: what it is told, and what it says, with the time at which it was heard. */
final class Platform implements AutoCloseable {

    private static final String MAIN = "io.traas.remediation.failover.FailoverMain";

    private final Process process;
    private final List<Said> said = new CopyOnWriteArrayList<>();

    /** @param atMillis by {@link Customers#now} */
    record Said(long atMillis, String line) {}

    private Platform(Process process) {
        this.process = process;
        Thread listener = new Thread(this::listen, "platform");
        listener.setDaemon(true);
        listener.start();
    }

    /** @param classPath one that has the platform's remediation */
    static Platform start(String classPath, Path topology, Path directory) throws IOException, InterruptedException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                MAIN,
                "--topology",
                topology.toString(),
                "--journal",
                directory.resolve("moves").toString(),
                "--stop-file",
                directory.resolve("stop").toString());
        Platform platform = new Platform(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        platform.await(line -> line.equals("ready"), Duration.ofSeconds(60));
        return platform;
    }

    /** The class path noted by the build, or that of this JVM when it has the platform itself. */
    static String classPath(String home) throws IOException {
        Path noted = Path.of(home, "standalone/target/classpath.txt");
        return Files.exists(noted) ? Files.readString(noted).strip() : System.getProperty("java.class.path");
    }

    long pid() {
        return process.pid();
    }

    void tell(String command) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write((command + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    List<Said> said() {
        return List.copyOf(said);
    }

    /** @throws IllegalStateException when it is not said in time, with all that was */
    Said await(Predicate<String> wanted, Duration timeout) throws InterruptedException {
        long deadline = Customers.now() + timeout.toMillis();
        while (Customers.now() < deadline) {
            for (Said line : said) {
                if (wanted.test(line.line())) {
                    return line;
                }
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("the platform did not say what was waited for within " + timeout + "; it said "
                + said.stream().map(Said::line).toList());
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(new Said(Customers.now(), line));
            }
        } catch (IOException closed) {
            if (process.isAlive()) {
                throw new UncheckedIOException(closed);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
