package io.traas.detector.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One JVM of a cluster that outlives the command that started it. Its process id and the instant of its start are kept
 * in a file, so that a later command finds it and never takes a stranger with the same id for it.
 */
final class FlinkProcess {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(15);

    private final String name;
    private final Path pidFile;
    private final Path log;

    FlinkProcess(Path directory, String name) {
        this.name = name;
        this.pidFile = directory.resolve(name + ".pid");
        this.log = directory.resolve("log").resolve(name + ".log");
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    /** The running process, empty when there is none. */
    Optional<ProcessHandle> running() {
        try {
            if (!Files.exists(pidFile)) {
                return Optional.empty();
            }
            String[] kept = Files.readString(pidFile).trim().split(" ");
            return ProcessHandle.of(Long.parseLong(kept[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> startOf(process).equals(kept.length == 2 ? kept[1] : ""));
        } catch (IOException | NumberFormatException e) {
            throw new ClusterException(
                    pidFile + " cannot be read: " + e.getMessage() + "; remove it if " + name + " is not running", e);
        }
    }

    void start(List<String> command, Map<String, String> environment) {
        try {
            Files.createDirectories(log.getParent());
            List<String> whole = new ArrayList<>(command);
            whole.add(1, "-Dlog.file=" + log);
            ProcessBuilder builder = new ProcessBuilder(whole)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            log.resolveSibling(name + ".out").toFile()));
            builder.environment().putAll(environment);
            ProcessHandle process = builder.start().toHandle();
            Files.writeString(pidFile, process.pid() + " " + startOf(process));
        } catch (IOException e) {
            throw new ClusterException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** Asks it to end and insists after a while; nothing happens when it does not run. */
    void stop() throws InterruptedException {
        Optional<ProcessHandle> process = running();
        if (process.isPresent()) {
            process.get().destroy();
            if (!ended(process.get())) {
                process.get().destroyForcibly();
                ended(process.get());
            }
        }
        try {
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new ClusterException(pidFile + " cannot be removed: " + e.getMessage(), e);
        }
    }

    private static boolean ended(ProcessHandle process) throws InterruptedException {
        try {
            process.onExit().get(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    private static String startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(Instant::toEpochMilli)
                .map(String::valueOf)
                .orElse("");
    }
}
