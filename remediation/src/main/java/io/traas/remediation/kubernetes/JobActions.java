package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.Ids;
import io.traas.model.JobAction.DeleteJob;
import io.traas.model.JobAction.RerunJob;
import io.traas.model.JobAction.ResumeCronJob;
import io.traas.model.JobAction.RunJob;
import io.traas.model.JobAction.SuspendCronJob;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Jobs and CronJobs. A Job started here is named after its intent: one of that name means that it was started. */
final class JobActions {

    /** The name of a Job becomes a label of its pods. */
    private static final int LONGEST_NAME = 63;

    private static final int SUFFIX = 17;
    private static final int KEPT_SECONDS = 24 * 3600;

    /** Set by the Job controller, different for every Job. */
    private static final List<String> LABELS_OF_ONE_JOB =
            List.of("controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name");

    private final ApiObjects objects;
    private final Creation creation;
    private final Writes writes;

    JobActions(ApiObjects objects, Creation creation, Writes writes) {
        this.objects = objects;
        this.creation = creation;
        this.writes = writes;
    }

    void addTo(ActionTable table) {
        table.with(
                        RunJob.class,
                        (action, step) -> start(step, action.template(), () -> fromTemplate(action, step)),
                        (action, step) -> isStarted(step, action.template()),
                        JobActions::barredByName)
                .with(
                        RerunJob.class,
                        (action, step) -> start(step, action.job(), () -> again(action, step)),
                        (action, step) -> isStarted(step, action.job()),
                        JobActions::barredByName)
                .with(
                        DeleteJob.class,
                        this::delete,
                        (action, step) -> standing(action).isEmpty(),
                        JobActions::barredByName)
                .withEdit(SuspendCronJob.class, ObjectKind.CRON_JOB, SuspendCronJob::cronJob, JobActions::suspend)
                .withEdit(ResumeCronJob.class, ObjectKind.CRON_JOB, ResumeCronJob::cronJob, JobActions::resume);
    }

    /** A second start finds the name taken, a second deletion the uid gone: neither needs a bar. */
    private static void barredByName(Object action, Step step) {
        throw RefusedException.skipped("needs no fence: " + step.action().describe());
    }

    private StepResult start(Step step, String base, Supplier<ApiObject> job) {
        String name = name(base, step);
        return creation.unlessThere(step, ObjectKind.JOB, job)
                ? StepResult.done(
                        "started job " + name + " for " + step.action().target())
                : StepResult.skipped("job " + name + " was started before");
    }

    private boolean isStarted(Step step, String base) {
        return creation.there(ObjectKind.JOB, step.action().target().namespace(), name(base, step))
                .isPresent();
    }

    private static String name(String base, Step step) {
        return Ids.of(
                base.substring(0, Math.min(base.length(), LONGEST_NAME - SUFFIX))
                        .replaceAll("[-.]+$", ""),
                step.idempotencyKey());
    }

    private ApiObject fromTemplate(RunJob action, Step step) {
        ApiObject template =
                objects.required(ObjectKind.CRON_JOB, action.target().namespace(), action.template());
        if (!template.label(Marks.RUNBOOK).equals("true")) {
            throw RefusedException.denied(
                    Reason.NOT_OURS,
                    template.describe() + " is no template for runbooks: it lacks the label " + Marks.RUNBOOK
                            + ": \"true\"");
        }
        ApiObject job =
                job(name(action.template(), step), template.spec().at("/jobTemplate/spec"), template.describe());
        // As the CronJob itself would start it: queues and policies go by labels.
        JsonNode metadata = template.spec().at("/jobTemplate/metadata");
        metadata.path("labels")
                .properties()
                .forEach(label -> job.label(label.getKey(), label.getValue().asText()));
        metadata.path("annotations")
                .properties()
                .forEach(note -> job.annotate(note.getKey(), note.getValue().asText()));
        return job;
    }

    private ApiObject again(RerunJob action, Step step) {
        ApiObject failed = objects.required(ObjectKind.JOB, action.target().namespace(), action.job());
        if (!failed.hasCondition("Failed")) {
            throw RefusedException.denied(Reason.CHANGED, failed.describe() + " has not failed");
        }
        return job(name(action.job(), step), failed.spec(), failed.describe());
    }

    /** Without what the Job controller put there for the one it is a copy of. */
    private static ApiObject job(String name, JsonNode specification, String from) {
        if (!(specification instanceof ObjectNode original)) {
            throw RefusedException.denied(Reason.INVALID, from + " has no specification of a Job");
        }
        ApiObject job = new ApiObject(ObjectKind.JOB, Json.mapper().createObjectNode());
        job.tree().putObject("metadata").put("name", name);
        ObjectNode spec = original.deepCopy();
        spec.remove(List.of("selector", "manualSelector"));
        if (spec.at("/template/metadata/labels") instanceof ObjectNode labels) {
            labels.remove(LABELS_OF_ONE_JOB);
        }
        if (!spec.has("ttlSecondsAfterFinished")) {
            spec.put("ttlSecondsAfterFinished", KEPT_SECONDS);
        }
        job.tree().set("spec", spec);
        return job;
    }

    private StepResult delete(DeleteJob action, Step step) {
        writes.send(action.describe(), step, () -> {
            ApiObject job = standing(action)
                    .orElseThrow(() -> RefusedException.skipped("job " + action.job() + " is already gone or going"));
            ObjectNode options = Json.mapper()
                    .createObjectNode()
                    .put("apiVersion", "v1")
                    .put("kind", "DeleteOptions")
                    .put("propagationPolicy", "Background");
            options.putObject("preconditions").put("uid", job.uid()).put("resourceVersion", job.version());
            String path = ObjectKind.JOB.path(job.namespace()) + "/" + job.name();
            return dryRun -> writes.delete(path, options, dryRun);
        });
        return StepResult.done("deleted job " + action.job() + " for " + action.target());
    }

    /** Empty when it is gone or going, or another Job bears the name. */
    private Optional<ApiObject> standing(DeleteJob action) {
        return objects.find(ObjectKind.JOB, action.target().namespace(), action.job())
                .filter(job -> job.uid().equals(action.uid()) && !job.isTerminating());
    }

    private static Edits.Edit suspend(SuspendCronJob action) {
        return cronJob -> {
            if (cronJob.spec().path("suspend").asBoolean()) {
                throw RefusedException.skipped(cronJob.describe() + " already is suspended");
            }
            cronJob.editableSpec().put("suspend", true);
            cronJob.annotate(Marks.SUSPENDED, "true");
        };
    }

    private static Edits.Edit resume(ResumeCronJob action) {
        return cronJob -> {
            if (!cronJob.spec().path("suspend").asBoolean()) {
                throw RefusedException.skipped(cronJob.describe() + " is not suspended");
            }
            if (cronJob.annotation(Marks.SUSPENDED).isEmpty() || cronJob.isSetByAnother("suspend")) {
                throw RefusedException.denied(
                        Reason.NOT_OURS, cronJob.describe() + " was suspended by somebody else, who has to resume it");
            }
            cronJob.editableSpec().put("suspend", false);
            cronJob.annotate(Marks.SUSPENDED, null);
        };
    }
}
