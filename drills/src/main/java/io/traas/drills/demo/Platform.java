package io.traas.drills.demo;

import io.traas.drills.demo.ChildProcess.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The platform under observation, started as its users start it: programs, a settings file, an address. Knows nothing
 * of its inside.
 */
final class Platform implements AutoCloseable {

    static final String BROKER = "broker";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final List<String> STAGES = List.of("collectors", "detector", "runbooks", "remediation");
    private static final List<String> LEAN =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Djava.awt.headless=true");

    private final String classPath;
    private final Path directory;
    private final Map<String, String> settings = new TreeMap<>();
    private final Map<String, Program> programs = new LinkedHashMap<>();
    private final Map<String, ChildProcess> running = new LinkedHashMap<>();
    private final URI dashboard;

    /**
     * @param directory where settings, logs and the platform's data go
     * @param kubeconfig of the cluster it watches
     * @param extraSettings override what a demo sets
     */
    Platform(
            Path directory,
            Path classPathFile,
            Path kubeconfig,
            int port,
            boolean processes,
            Map<String, String> extraSettings) {
        this.directory = directory;
        this.classPath = read(classPathFile);
        int dashboardPort = port == 0 ? preferred(8080) : port;
        this.dashboard = URI.create("http://127.0.0.1:" + dashboardPort);
        settings.put("platform.cluster", "practice");
        settings.put("platform.kubeconfig", kubeconfig.toString());
        settings.put("platform.data", directory.resolve("platform").toString());
        settings.put("ui.port", Integer.toString(dashboardPort));
        settings.put("remediation.autonomy", "auto");
        settings.put("runbooks.autonomy", "auto");
        settings.put("collectors.scrape.interval", "1s");
        settings.put("collectors.scrape.timeout", "1s");
        settings.put("collectors.heartbeat.interval", "2s");
        settings.put("detector.interval", "1s");
        settings.put("detector.checkpoint-interval", "2s");
        settings.put("ui.heartbeat.interval", "2s");
        settings.putAll(extraSettings);
        if (processes) {
            planProcesses();
        } else {
            program("platform", "io.traas.standalone.StandaloneMain", "-Xmx400m", configArguments());
        }
    }

    URI dashboard() {
        return dashboard;
    }

    /** Starts every program, all at once; returns when each said it is ready. */
    void start() throws InterruptedException {
        writeSettings();
        for (String name : programs.keySet()) {
            launch(name);
        }
        for (ChildProcess child : List.copyOf(running.values())) {
            child.awaitReady(START_TIMEOUT);
        }
    }

    /** Names of the programs: one, or the broker and every stage. */
    List<String> programs() {
        return List.copyOf(programs.keySet());
    }

    ChildProcess program(String name) {
        ChildProcess child = running.get(name);
        if (child == null) {
            throw new IllegalArgumentException("no program " + name + " runs; there are " + running.keySet());
        }
        return child;
    }

    /** Starts a program that was killed again. */
    void restart(String name) throws InterruptedException {
        launch(name);
        program(name).awaitReady(START_TIMEOUT);
    }

    Footprint footprint() {
        return Footprint.of(running.values().stream().map(ChildProcess::pid).toList());
    }

    private void launch(String name) {
        running.put(name, ChildProcess.start(programs.get(name), directory.resolve("logs")));
    }

    private void planProcesses() {
        int brokerPort = free();
        settings.put("platform.kafka.bootstrap", "127.0.0.1:" + brokerPort);
        program(
                BROKER,
                "io.traas.standalone.BrokerMain",
                "-Xmx256m",
                List.of("--dir", directory.resolve("platform/kafka").toString(), "--port", "" + brokerPort));
        List<String> health = new ArrayList<>();
        for (String stage : STAGES) {
            int port = free();
            settings.put(stage + ".port", Integer.toString(port));
            health.add(stage + "=http://127.0.0.1:" + port + "/health");
        }
        settings.put("ui.stages", String.join(",", health));
        program("collectors", "io.traas.collectors.CollectorsMain", "-Xmx128m", configArguments());
        program("detector", "io.traas.detector.DetectorMain", "-Xmx256m", configArguments());
        program("runbooks", "io.traas.runbooks.RunbooksMain", "-Xmx192m", configArguments());
        program("remediation", "io.traas.remediation.RemediationMain", "-Xmx128m", configArguments());
        program("ui", "io.traas.ui.UiMain", "-Xmx192m", configArguments());
    }

    private void program(String name, String mainClass, String heap, List<String> arguments) {
        List<String> flags = new ArrayList<>(LEAN);
        flags.add(heap);
        programs.put(name, new Program(name, classPath, flags, mainClass, arguments));
    }

    private List<String> configArguments() {
        return List.of("--config", settingsFile().toString());
    }

    private Path settingsFile() {
        return directory.resolve("traas.yaml");
    }

    /** Dotted keys are as good as nested ones. */
    private void writeSettings() {
        StringBuilder yaml = new StringBuilder();
        settings.forEach((key, value) -> yaml.append(key)
                .append(": \"")
                .append(value.replace("\"", "\\\""))
                .append("\"\n"));
        try {
            Files.createDirectories(directory);
            Files.writeString(settingsFile(), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + settingsFile(), e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new UncheckedIOException("the platform is not built: cannot read " + file + "; run ./traas build", e);
        }
    }

    private static int preferred(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return port;
        } catch (IOException e) {
            return free();
        }
    }

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    /** Stops what reads before what it reads from, the broker last. */
    @Override
    public void close() {
        List<ChildProcess> children = new ArrayList<>(running.values());
        for (int i = children.size() - 1; i >= 0; i--) {
            children.get(i).close();
        }
        running.clear();
    }
}
