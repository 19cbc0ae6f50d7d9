package io.traas.detector.cluster;

import io.traas.detector.DetectorJobMain;
import io.traas.detector.stream.embedded.Checkpoints;
import io.traas.detector.stream.setup.JobSetup;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.stage.Settings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;

/** The detector's job as it is to be run, every setting resolved. Immutable. */
public final class Submission {

    private static final String MAIN = DetectorJobMain.class.getName();
    private static final Duration RUNNING_WITHIN = Duration.ofSeconds(180);

    private final JobSetup setup;
    private final KafkaConnection kafka;
    private final List<String> arguments;
    private final Optional<String> from;
    private final Instant since;

    private Submission(
            JobSetup setup, KafkaConnection kafka, List<String> arguments, Optional<String> from, Instant since) {
        this.setup = setup;
        this.kafka = kafka;
        this.arguments = arguments;
        this.from = from;
        this.since = since;
    }

    /**
     * @param from savepoint or checkpoint to start from, {@code newest} for the newest checkpoint in the job's folder
     * @param now checkpoints older than this are those of other submissions
     */
    public static Submission of(Settings settings, Optional<String> from, Instant now) {
        DetectorJobMain.Plan plan = DetectorJobMain.Plan.from(settings);
        List<String> arguments = new ArrayList<>();
        settings.known()
                .forEach(known -> arguments.add(
                        known.key() + "=" + settings.text(known.key(), known.defaultValue(), known.description())));
        Submission submission = new Submission(plan.setup(), plan.kafka(), arguments, Optional.empty(), now);
        return new Submission(plan.setup(), plan.kafka(), arguments, from.map(submission::located), now);
    }

    JobSetup setup() {
        return setup;
    }

    /** Makes sure that it is there, as far as one can see from here. */
    private String located(String restore) {
        if (restore.equals("newest")) {
            return checkpoints()
                    .flatMap(Checkpoints::newest)
                    .map(path -> path.toUri().toString())
                    .orElseThrow(() -> new ClusterException("no checkpoint in " + setup.checkpoints()));
        }
        if (restore.matches("[a-z][a-z0-9+.-]+:.*") && !restore.startsWith("file:")) {
            return restore;
        }
        Path path = (restore.startsWith("file:") ? Path.of(URI.create(restore)) : Path.of(restore)).toAbsolutePath();
        if (!Files.isReadable(path.resolve("_metadata"))) {
            throw new ClusterException(path + " is no savepoint or checkpoint: it has no _metadata to read");
        }
        return path.toUri().toString();
    }

    private Optional<Checkpoints> checkpoints() {
        return setup.checkpoints().startsWith("file:")
                ? Optional.of(new Checkpoints(Path.of(URI.create(setup.checkpoints()))))
                : Optional.empty();
    }

    /** Whether checkpoints can be found from here, without which nobody can put the job back. */
    boolean canBeWatched() {
        return checkpoints().isPresent();
    }

    /** What to go on from: the newest checkpoint made since the submission, or what it was submitted with. */
    Optional<String> restore() {
        return checkpoints()
                .filter(kept -> kept.newestAt()
                        .filter(at -> at.toInstant().isAfter(since))
                        .isPresent())
                .flatMap(Checkpoints::newest)
                .map(path -> path.toUri().toString())
                .or(() -> from);
    }

    /** @throws ClusterException when no broker answers */
    void requireKafka() throws InterruptedException {
        Properties properties = kafka.properties("traas-submit");
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "15000");
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "10000");
        try (Admin admin = Admin.create(properties)) {
            admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            throw new ClusterException(
                    "Kafka does not answer at " + kafka.bootstrapServers() + "; name it with --bootstrap HOST:PORT", e);
        }
    }

    /** Runs the job on a session cluster and waits until every task runs. Returns its id. */
    public String toSession(JobManagerRest rest, Path jar) throws InterruptedException {
        return toSession(rest, jar, MAIN);
    }

    /** The same with another job of the jar, one that takes the same settings and bears the same name. */
    public String toSession(JobManagerRest rest, Path jar, String main) throws InterruptedException {
        Optional<JobManagerRest.Job> active = rest.active(JobSetup.JOB_NAME);
        if (active.isPresent()) {
            throw new ClusterException("the job is already there as "
                    + active.get().id() + " (" + active.get().state() + "); ./traas detect cancel ends it");
        }
        JobManagerRest.Overview overview = rest.overview();
        if (overview.freeSlots() < setup.parallelism()) {
            throw new ClusterException("the cluster has " + overview.freeSlots() + " free task slots of "
                    + overview.slots() + ", the job wants " + setup.parallelism());
        }
        Optional<String> restore = restore();
        String jarId = rest.upload(jar);
        try {
            // What a person names stays a person's; the job's own checkpoints go on being its own.
            boolean own = !restore.equals(from);
            String job = rest.run(jarId, main, arguments, restore, own);
            awaitRunning(rest, job, restore);
            return job;
        } catch (ClusterException e) {
            throw restore.isEmpty()
                    ? e
                    : new ClusterException("cannot go on from " + restore.get() + ": " + e.getMessage(), e);
        } finally {
            rest.deleteJar(jarId);
        }
    }

    /** Arguments of a JobManager in application mode. */
    List<String> toApplication() {
        List<String> all = new ArrayList<>(List.of("--job-classname", MAIN));
        restore().ifPresent(path -> all.addAll(List.of("--fromSavepoint", path)));
        all.addAll(arguments);
        return all;
    }

    /** Waits until every task of the job runs. A job that fails while it is being restored is ended. */
    void awaitRunning(JobManagerRest rest, String job, Optional<String> restore) throws InterruptedException {
        long deadline = System.nanoTime() + RUNNING_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            if (rest.runs(job)) {
                return;
            }
            String trouble = rest.trouble(job);
            boolean over = rest.active(JobSetup.JOB_NAME).isEmpty();
            if (over || restore.isPresent() && !trouble.isEmpty()) {
                if (!over) {
                    rest.cancel(job);
                }
                throw new ClusterException("the job does not start: " + trouble);
            }
            Thread.sleep(200);
        }
        throw new ClusterException(
                "job " + job + " does not run after " + RUNNING_WITHIN.toSeconds() + " s; " + rest.trouble(job));
    }
}
