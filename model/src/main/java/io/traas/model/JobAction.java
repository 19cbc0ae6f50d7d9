package io.traas.model;

import java.util.Optional;

/** Work that ends by itself: Jobs, and the CronJobs that start them. */
public sealed interface JobAction extends Action {

    /**
     * Starts a Job from the template of a CronJob the team wrote for it, which carries the label
     * {@code traas.io/runbook: "true"}. The name of the Job is derived from the intent: it is started once.
     *
     * @param template name of the CronJob, usually a suspended one
     */
    record RunJob(Target target, String template) implements JobAction {
        public RunJob {
            ActionCheck.target("run-job", "Deployment", target);
            ActionCheck.objectName("run-job.template", template);
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String describe() {
            return "run the job of " + template + " for " + target;
        }
    }

    /** Starts a Job that has failed once more, under another name derived from the intent. */
    record RerunJob(Target target, String job) implements JobAction {
        public RerunJob {
            ActionCheck.target("rerun-job", "Deployment", target);
            ActionCheck.objectName("rerun-job.job", job);
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String describe() {
            return "run job " + job + " again for " + target;
        }
    }

    /** Deletes a Job and its pods: one that has failed, or hangs. */
    record DeleteJob(Target target, String job, String uid) implements JobAction {
        public DeleteJob {
            ActionCheck.target("delete-job", "Deployment", target);
            ActionCheck.objectName("delete-job.job", job);
            Check.notBlank("delete-job.uid", uid);
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String describe() {
            return "delete job " + job + " for " + target;
        }
    }

    /** No new runs of a CronJob; the one under way goes on. */
    record SuspendCronJob(Target target, String cronJob, long expiresAfterSeconds) implements JobAction {
        public SuspendCronJob {
            ActionCheck.target("suspend-cron-job", "Deployment", target);
            ActionCheck.objectName("suspend-cron-job.cronJob", cronJob);
            ActionCheck.expiry("suspend-cron-job", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new ResumeCronJob(target, cronJob));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String describe() {
            return "suspend cron job " + cronJob + " for " + target;
        }
    }

    /** Lets a CronJob run again; only if the platform suspended it. */
    record ResumeCronJob(Target target, String cronJob) implements JobAction {
        public ResumeCronJob {
            ActionCheck.target("resume-cron-job", "Deployment", target);
            ActionCheck.objectName("resume-cron-job.cronJob", cronJob);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new SuspendCronJob(target, cronJob, 0));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String describe() {
            return "resume cron job " + cronJob + " for " + target;
        }
    }
}
