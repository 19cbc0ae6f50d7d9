package io.traas.detector.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Flink cluster of separate JVMs on this machine, on loopback only: one JobManager and some TaskManagers. All that is
 * known of it lies in its directory, so every command finds it again. Not thread-safe.
 */
public final class LocalCluster {

    private static final Duration READY_WITHIN = Duration.ofSeconds(180);
    private static final String SESSION = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
    private static final String APPLICATION =
            "org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint";
    private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
    private static final String ABANDONED = "abandoned";

    private final Path directory;
    private final Home home;

    public LocalCluster(Path directory, Home home) {
        this.directory = directory.toAbsolutePath();
        this.home = home;
    }

    /** What a JobManager in application mode is started with. */
    public interface Application {
        /** Its arguments, given anew at each start: a later one goes on from a later checkpoint. */
        List<String> arguments();
    }

    Path directory() {
        return directory;
    }

    Optional<Shape> shape() {
        return Shape.in(directory);
    }

    /** Its shape. @throws ClusterException when there is no cluster in the directory */
    Shape existing() {
        return shape().orElseThrow(() ->
                new ClusterException("no cluster in " + directory + "; start one with ./traas detect cluster start"));
    }

    /**
     * Starts what does not run; a cluster that is complete is left alone.
     *
     * @param wanted of a new cluster; one that exists keeps its own
     * @param port for requests, 0 for any free one
     */
    public Shape start(int taskManagers, int slots, String memory, int port, Optional<Application> application)
            throws InterruptedException {
        Optional<Shape> before = shape();
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(directory.resolve(ABANDONED));
            if (before.isEmpty()) {
                int rest = port == 0 ? freePort() : port;
                Shape shape = new Shape(taskManagers, slots, rest, freePort(), memory, application.isPresent());
                requireFree(rest);
                FlinkConfiguration.write(directory, shape);
                prepare("jobmanager", "GET_JM_RESOURCE_PARAMS");
                prepare("taskmanager", "GET_TM_RESOURCE_PARAMS");
                shape.keepIn(directory);
            }
        } catch (IOException e) {
            throw new ClusterException("cannot prepare " + directory + ": " + e.getMessage(), e);
        }
        Shape shape = existing();
        if (shape.application() != application.isPresent()) {
            throw new ClusterException(
                    "the cluster in " + directory + " is " + (shape.application() ? "an application's" : "a session's")
                            + "; stop it first or use another --dir");
        }
        awaitReady(shape, application, new ArrayList<>(startMissing(application)));
        return shape;
    }

    /** Starts the processes that do not run and returns their names without waiting until they are ready. */
    public List<String> startMissing(Optional<Application> application) {
        Shape shape = existing();
        List<String> started = new ArrayList<>();
        for (FlinkProcess process : processes(shape)) {
            if (process.running().isEmpty()) {
                process.start(
                        command(process, shape, application),
                        Map.of("FLINK_LIB_DIR", directory.resolve("lib").toString()));
                started.add(process.name());
            }
        }
        return started;
    }

    /** Stops every process, the JobManager first so that nobody restarts the job, and forgets the cluster. */
    public void stop() throws InterruptedException {
        abandon();
        for (FlinkProcess process : processes(existing())) {
            process.stop();
        }
        try {
            Shape.forget(directory);
        } catch (IOException e) {
            throw new ClusterException("cannot write to " + directory + ": " + e.getMessage(), e);
        }
    }

    /** Name and process id of everything that should run, no id for what does not. */
    public List<String> status() {
        return processes(existing()).stream()
                .map(process -> process.name() + " "
                        + process.running()
                                .map(each -> "runs, pid " + each.pid())
                                .orElse("is down"))
                .toList();
    }

    /** The running process of that name: {@code jobmanager}, {@code taskmanager-1} and so on. */
    public Optional<ProcessHandle> process(String name) {
        return new FlinkProcess(directory, name).running();
    }

    /** From now on whoever watches lets go: a person ended the job or the cluster. */
    void abandon() {
        try {
            Files.writeString(directory.resolve(ABANDONED), "");
        } catch (IOException e) {
            throw new ClusterException("cannot write to " + directory + ": " + e.getMessage(), e);
        }
    }

    boolean isAbandoned() {
        return Files.exists(directory.resolve(ABANDONED));
    }

    private List<FlinkProcess> processes(Shape shape) {
        List<FlinkProcess> all = new ArrayList<>();
        all.add(new FlinkProcess(directory, "jobmanager"));
        for (int i = 1; i <= shape.taskManagers(); i++) {
            all.add(new FlinkProcess(directory, "taskmanager-" + i));
        }
        return all;
    }

    private List<String> command(FlinkProcess process, Shape shape, Optional<Application> application) {
        boolean jobManager = process.name().equals("jobmanager");
        List<String> kept = prepared(jobManager ? "jobmanager" : "taskmanager");
        List<String> command = new ArrayList<>(java());
        command.addAll(words(kept.get(0)));
        command.add("-cp");
        command.add(home.flink() + "/*");
        command.add(!jobManager ? TASK_MANAGER : shape.application() ? APPLICATION : SESSION);
        command.add("--configDir");
        command.add(directory.resolve("conf").toString());
        command.addAll(words(kept.get(1)));
        if (!jobManager) {
            command.add("-Dtaskmanager.resource-id=" + process.name() + "-" + System.currentTimeMillis());
        } else if (shape.application()) {
            command.addAll(application
                    .orElseThrow(() -> new ClusterException("the application in " + directory
                            + " is down; start it with ./traas detect submit --application"))
                    .arguments());
        }
        return command;
    }

    /** Lets Flink work out heap sizes and the like for one kind of process and keeps the answer. */
    private void prepare(String kind, String question) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(java());
        command.addAll(List.of(
                "-Dlog.file=" + directory.resolve("log").resolve("sizes.log"),
                "-cp",
                home.flink() + "/*",
                "org.apache.flink.runtime.util.bash.BashJavaUtils",
                question,
                "--configDir",
                directory.resolve("conf").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String prefix = "BASH_JAVA_UTILS_EXEC_RESULT:";
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        List<String> answers = lines.stream()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()))
                .toList();
        if (process.waitFor() != 0 || answers.size() != 2) {
            throw new ClusterException(
                    "Flink refuses the sizes of the " + kind + ": " + Trouble.of(String.join("\n", lines)));
        }
        Files.write(directory.resolve("conf").resolve(kind + ".sizes"), answers);
    }

    private List<String> prepared(String kind) {
        try {
            return Files.readAllLines(directory.resolve("conf").resolve(kind + ".sizes"));
        } catch (IOException e) {
            throw new ClusterException("the cluster in " + directory + " is damaged: " + e.getMessage(), e);
        }
    }

    private List<String> java() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // Flink looks into the JDK where it submits jobs and where it explains that memory ran out.
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Djava.awt.headless=true",
                "-Dlogback.configurationFile=" + directory.resolve("conf").resolve("logback.xml"));
    }

    private static List<String> words(String line) {
        return Stream.of(line.trim().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private void awaitReady(Shape shape, Optional<Application> application, List<String> started)
            throws InterruptedException {
        JobManagerRest rest = new JobManagerRest(shape.jobManager());
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            for (FlinkProcess process : processes(shape)) {
                boolean down = process.running().isEmpty();
                if (down && started.contains(process.name())) {
                    throw new ClusterException(process.name() + " ended at its start; see " + process.log());
                } else if (down) {
                    // It was on its way out when we looked first.
                    started.addAll(startMissing(application));
                }
            }
            try {
                // Slots are offered a moment after their TaskManager is known.
                if (rest.overview().slots() >= shape.taskManagers() * shape.slots()) {
                    return;
                }
            } catch (JobManagerRest.Unreachable | ClusterException e) {
                // Not up yet; while it starts it answers that it does.
            }
            Thread.sleep(200);
        }
        throw new ClusterException("the cluster in " + directory + " is not ready after " + READY_WITHIN.toSeconds()
                + " s; see " + directory.resolve("log"));
    }

    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            socket.getLocalPort();
        } catch (IOException e) {
            throw new ClusterException("port " + port + " is taken; choose another with --port, 0 for any free one", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
