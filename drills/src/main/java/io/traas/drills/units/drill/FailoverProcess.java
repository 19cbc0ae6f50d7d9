package io.traas.drills.units.drill;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The platform's failover as a process of its own, with its journal in a file. */
final class FailoverProcess implements Platform {

    private static final String MAIN = "io.traas.remediation.failover.FailoverMain";

    private final List<String> command;
    private final List<Said> said = new CopyOnWriteArrayList<>();
    private Process process;

    private FailoverProcess(List<String> command) throws IOException {
        this.command = command;
        launch();
    }

    /** @param classPath one that has the platform's remediation */
    static FailoverProcess start(String classPath, Path topology, Path directory)
            throws IOException, InterruptedException {
        FailoverProcess platform = new FailoverProcess(List.of(
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
                directory.resolve("stop").toString()));
        platform.await(line -> line.equals("ready"), Duration.ofSeconds(60));
        return platform;
    }

    private void launch() throws IOException {
        Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread listener = new Thread(() -> listen(started), "platform");
        listener.setDaemon(true);
        listener.start();
        process = started;
    }

    @Override
    public List<Said> said() {
        return List.copyOf(said);
    }

    @Override
    public void order(String unit, String target) throws IOException {
        OutputStream input = process.getOutputStream();
        input.write(("switchover " + unit + " " + target + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    @Override
    public void kill() throws IOException {
        close();
        launch();
    }

    @Override
    public List<Long> pids() {
        return List.of(process.pid());
    }

    private void listen(Process speaker) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(speaker.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(new Said(Customers.now(), line));
            }
        } catch (IOException closed) {
            if (speaker.isAlive()) {
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
