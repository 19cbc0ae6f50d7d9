package io.traas.detector.cluster;

import io.traas.detector.stream.setup.JobSetup;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps a submitted job running: starts processes of the cluster on this machine that died, and submits the job again
 * from its newest checkpoint when the JobManager that knew it is gone. A job that a person ended stays ended. A
 * checkpoint that cannot be restored is said and tried again, never passed over: the job does not start without memory.
 */
final class Supervisor {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private final JobManagerRest rest;
    private final Submission submission;
    private final Path jar;
    private final Optional<LocalCluster> cluster;
    private final Consumer<String> say;
    private String job;
    private String lastSaid = "";

    /** @param cluster whose processes are kept running, none for a cluster somewhere else */
    Supervisor(
            JobManagerRest rest,
            Submission submission,
            Path jar,
            Optional<LocalCluster> cluster,
            String job,
            Consumer<String> say) {
        this.rest = rest;
        this.submission = submission;
        this.jar = jar;
        this.cluster = cluster;
        this.job = job;
        this.say = say;
    }

    /** Returns when a person ended the job or the cluster. */
    void watch() throws InterruptedException {
        while (!cluster.map(LocalCluster::isAbandoned).orElse(false)) {
            try {
                if (look()) {
                    return;
                }
            } catch (JobManagerRest.Unreachable | ClusterException e) {
                sayOnce(e.getMessage());
            }
            Thread.sleep(LOOK_EVERY.toMillis());
        }
    }

    /** One round; true when a person ended the job. */
    private boolean look() throws InterruptedException {
        boolean application =
                cluster.flatMap(LocalCluster::shape).map(Shape::application).orElse(false);
        if (cluster.isPresent()) {
            List<String> started =
                    cluster.get().startMissing(application ? Optional.of(submission::toApplication) : Optional.empty());
            started.forEach(name -> sayOnce(name + " was gone; started again"));
        }
        List<JobManagerRest.Job> jobs = rest.jobs();
        Optional<JobManagerRest.Job> known =
                jobs.stream().filter(each -> each.id().equals(job)).findFirst();
        if (known.isPresent() && !known.get().isOver()) {
            lastSaid = "";
            return false;
        }
        if (known.isPresent() && !known.get().state().equals("FAILED")) {
            sayOnce("job " + job + " is " + known.get().state().toLowerCase(java.util.Locale.ROOT)
                    + "; no longer watched");
            return true;
        }
        Optional<JobManagerRest.Job> another = rest.active(JobSetup.JOB_NAME);
        if (another.isPresent()) {
            job = another.get().id();
            sayOnce("job " + job + " took over");
        } else if (!application) {
            Optional<String> restore = submission.restore();
            job = submission.toSession(rest, jar);
            sayOnce("job " + job + " goes on from " + restore.orElse("nothing: there was no checkpoint yet"));
        }
        return false;
    }

    private void sayOnce(String line) {
        if (!line.equals(lastSaid)) {
            say.accept(line);
            lastSaid = line;
        }
    }
}
