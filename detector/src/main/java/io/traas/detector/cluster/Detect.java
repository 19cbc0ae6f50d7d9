package io.traas.detector.cluster;

import io.traas.detector.stream.setup.JobSetup;
import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * {@code ./traas detect cluster|submit|savepoint|cancel}. Exit code 0 when it was done, 1 with one line when not, 2 for
 * wrong use.
 */
public final class Detect {

    private static final Duration SAVEPOINT_WITHIN = Duration.ofMinutes(10);
    private static final Set<String> SUBMIT = Set.of(
            "--bootstrap",
            "--jobmanager",
            "--parallelism",
            "--backend",
            "--delivery",
            "--checkpoint-dir",
            "--from",
            "--config",
            "--dir",
            "--taskmanagers",
            "--slots",
            "--port",
            "--taskmanager-memory",
            "--jar");
    private static final Set<String> PLACE = Set.of("--dir", "--jobmanager");

    private final Path checkout;
    private final Path defaultDirectory;
    private final Map<String, String> environment;
    private final Clock clock;

    /**
     * @param checkout folder the platform was built in
     * @param defaultDirectory of a cluster on this machine
     */
    Detect(Path checkout, Path defaultDirectory, Map<String, String> environment, Clock clock) {
        this.checkout = checkout;
        this.defaultDirectory = defaultDirectory;
        this.environment = Map.copyOf(environment);
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        Path data = Path.of(
                environment.getOrDefault("TRAAS_FLINK", System.getProperty("user.home") + "/.local/share/traas-flink"));
        Detect detect = new Detect(Path.of(System.getProperty("traas.home", "")), data, environment, Clock.systemUTC());
        try {
            System.exit(detect.run(List.of(arguments)));
        } catch (ClusterException | JobManagerRest.Unreachable | SettingsException | IllegalArgumentException e) {
            System.err.println("traas detect: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(1);
        }
    }

    int run(List<String> arguments) throws InterruptedException {
        String command = arguments.isEmpty() ? "--help" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        if (arguments.contains("--help") || command.equals("--help")) {
            System.out.print(usage());
            return 0;
        }
        switch (command) {
            case "cluster" -> cluster(rest);
            case "submit" -> submit(rest);
            case "savepoint" -> savepoint(rest);
            case "cancel" -> cancel(rest);
            default -> {
                System.err.println("traas detect: unknown command '" + command + "'");
                System.err.print(usage());
                return 2;
            }
        }
        return 0;
    }

    private void cluster(List<String> arguments) throws InterruptedException {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        switch (command) {
            case "start" -> {
                Options options = Options.parse(
                        rest, Set.of("--dir", "--taskmanagers", "--slots", "--port", "--taskmanager-memory"), Set.of());
                LocalCluster cluster = local(options);
                Shape shape = start(cluster, options, Optional.empty());
                say("JobManager at " + shape.jobManager() + ", " + shape.taskManagers() + " TaskManagers with "
                        + shape.slots() + " slots each, all in " + cluster.directory());
            }
            case "stop" -> {
                LocalCluster cluster = local(Options.parse(rest, Set.of("--dir"), Set.of()));
                if (cluster.shape().isPresent()) {
                    cluster.stop();
                    say("stopped; checkpoints and logs stay in " + cluster.directory());
                } else {
                    say("nothing to stop in " + cluster.directory());
                }
            }
            case "status" -> status(Options.parse(rest, PLACE, Set.of()));
            default ->
                throw new ClusterException("cluster start, cluster stop or cluster status, not '" + command + "'");
        }
    }

    private void status(Options options) throws InterruptedException {
        if (options.text("--jobmanager").isEmpty()) {
            local(options).status().forEach(System.out::println);
        }
        JobManagerRest rest = jobManager(options);
        JobManagerRest.Overview overview = rest.overview();
        System.out.println("flink " + overview.flinkVersion() + ", " + overview.taskManagers() + " TaskManagers, "
                + overview.freeSlots() + " of " + overview.slots() + " slots free");
        for (JobManagerRest.Job job : rest.jobs()) {
            System.out.println("job " + job.id() + " " + job.name() + " " + job.state()
                    + rest.newestCheckpoint(job.id())
                            .map(path -> ", newest checkpoint " + path)
                            .orElse(""));
        }
    }

    private void submit(List<String> arguments) throws InterruptedException {
        Options options = Options.parse(arguments, SUBMIT, Set.of("--unaligned", "--application", "--watch"));
        boolean application = options.has("--application");
        if (application && options.text("--jobmanager").isPresent()) {
            throw new ClusterException(
                    "--application starts a JobManager of its own; it takes --dir, not --jobmanager");
        }
        Submission submission = Submission.of(settings(options), options.text("--from"), clock.instant());
        if (options.has("--watch") && !submission.canBeWatched()) {
            throw new ClusterException("--watch needs checkpoints on this machine, not "
                    + submission.setup().checkpoints() + "; elsewhere the Flink Kubernetes Operator watches");
        }
        submission.requireKafka();
        Path jar = options.text("--jar").map(Path::of).orElseGet(() -> home().job());
        Optional<LocalCluster> cluster =
                options.text("--jobmanager").isPresent() ? Optional.empty() : Optional.of(local(options));
        String job;
        JobManagerRest rest;
        if (application) {
            rest = new JobManagerRest(startApplication(cluster.orElseThrow(), options, submission, jar)
                    .jobManager());
            job = awaitJob(rest, cluster.get());
            submission.awaitRunning(rest, job, submission.restore());
        } else {
            rest = jobManager(options);
            job = submission.toSession(rest, jar);
        }
        say("job " + job + " runs, parallelism " + submission.setup().parallelism() + ", checkpoints in "
                + submission.setup().checkpoints());
        if (options.has("--watch")) {
            say("watching; what dies is started again until the job is cancelled");
            new Supervisor(
                            rest,
                            submission,
                            jar,
                            cluster.filter(each -> each.shape().isPresent()),
                            job,
                            Detect::say)
                    .watch();
        }
    }

    private Shape startApplication(LocalCluster cluster, Options options, Submission submission, Path jar)
            throws InterruptedException {
        if (cluster.shape().isPresent()) {
            throw new ClusterException("there is a cluster in " + cluster.directory()
                    + "; stop it with ./traas detect cluster stop or use another --dir");
        }
        try {
            // The user class path of JobManager and TaskManagers alike.
            Path folder = Files.createDirectories(cluster.directory().resolve("usrlib"));
            Files.copy(jar, folder.resolve("detectors-job.jar"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ClusterException("cannot prepare " + cluster.directory() + ": " + e.getMessage(), e);
        }
        return start(cluster, options, Optional.of(submission::toApplication));
    }

    /** The JobManager is up before its job is. */
    private static String awaitJob(JobManagerRest rest, LocalCluster cluster) throws InterruptedException {
        while (cluster.process("jobmanager").isPresent()) {
            try {
                Optional<JobManagerRest.Job> job = rest.active(JobSetup.JOB_NAME);
                if (job.isPresent()) {
                    return job.get().id();
                }
            } catch (JobManagerRest.Unreachable e) {
                // It is about to end.
            }
            Thread.sleep(200);
        }
        throw new ClusterException("the job ended at its start; see log/jobmanager.log in " + cluster.directory()
                + ", and end the rest with ./traas detect cluster stop");
    }

    private void savepoint(List<String> arguments) throws InterruptedException {
        Options options = Options.parse(arguments, Set.of("--dir", "--jobmanager", "--to"), Set.of());
        JobManagerRest rest = jobManager(options);
        say("savepoint " + rest.savepoint(active(rest), target(options), false, SAVEPOINT_WITHIN));
    }

    private void cancel(List<String> arguments) throws InterruptedException {
        Options options = Options.parse(arguments, Set.of("--dir", "--jobmanager", "--to"), Set.of("--savepoint"));
        JobManagerRest rest = jobManager(options);
        String job = active(rest);
        LocalCluster cluster = local(options);
        if (options.text("--jobmanager").isEmpty() && cluster.shape().isPresent()) {
            cluster.abandon();
        }
        if (options.has("--savepoint")) {
            say("job " + job + " ended with savepoint " + rest.savepoint(job, target(options), true, SAVEPOINT_WITHIN));
        } else {
            rest.cancel(job);
            say("job " + job + " is being cancelled; its newest checkpoints stay");
        }
    }

    private static String active(JobManagerRest rest) throws InterruptedException {
        return rest.active(JobSetup.JOB_NAME)
                .orElseThrow(() -> new ClusterException("no detector job runs there"))
                .id();
    }

    private String target(Options options) {
        return options.text("--to")
                .map(to -> to.matches("[a-z][a-z0-9+.-]+:.*")
                        ? to
                        : Path.of(to).toAbsolutePath().toUri().toString())
                .orElseGet(
                        () -> directory(options).resolve("savepoints").toUri().toString());
    }

    private Shape start(LocalCluster cluster, Options options, Optional<LocalCluster.Application> application)
            throws InterruptedException {
        return cluster.start(
                options.number("--taskmanagers", 1, 1),
                options.number("--slots", 1, 2),
                options.text("--taskmanager-memory").orElse("1280m"),
                options.number("--port", 0, 8081),
                application);
    }

    /** The settings of the job: file and environment, and above them what was written on the command line. */
    private Settings settings(Options options) {
        Settings settings = options.text("--config")
                .map(file -> Settings.load(Path.of(file), environment))
                .orElseGet(() -> Settings.ofEnvironment(environment));
        Map<String, String> written = new TreeMap<>();
        options.text("--bootstrap").ifPresent(value -> written.put("platform.kafka.bootstrap", value));
        options.text("--parallelism").ifPresent(value -> written.put("detector.parallelism", value));
        options.text("--backend").ifPresent(value -> written.put("detector.backend", value));
        options.text("--delivery").ifPresent(value -> written.put("detector.delivery", value));
        options.text("--checkpoint-dir").ifPresent(value -> written.put("detector.checkpoints", value));
        if (options.has("--unaligned")) {
            written.put("detector.unaligned", "true");
        }
        boolean named = !settings.text("detector.checkpoints", "", "").isEmpty();
        if (!named && options.text("--checkpoint-dir").isEmpty()) {
            written.put(
                    "detector.checkpoints",
                    directory(options).resolve("checkpoints").toString());
        }
        return settings.with(written);
    }

    private JobManagerRest jobManager(Options options) {
        return new JobManagerRest(options.text("--jobmanager")
                .orElseGet(() -> local(options).shape().map(Shape::jobManager).orElse("http://127.0.0.1:8081")));
    }

    private LocalCluster local(Options options) {
        return new LocalCluster(directory(options), home());
    }

    private Path directory(Options options) {
        return options.text("--dir").map(Path::of).orElse(defaultDirectory).toAbsolutePath();
    }

    private Home home() {
        return Home.of(checkout);
    }

    private static String usage() {
        try (InputStream in = Detect.class.getResourceAsStream("usage.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(String line) {
        System.out.println("traas: " + line);
    }
}
