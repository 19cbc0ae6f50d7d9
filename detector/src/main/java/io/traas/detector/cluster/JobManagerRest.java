package io.traas.detector.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A JobManager as its REST interface shows it. Every method fails with a {@link ClusterException}: {@link Unreachable}
 * when nothing answers, otherwise with the JobManager's own reason. Thread-safe.
 */
public final class JobManagerRest {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    /** A submission runs the job's own main, which asks Kafka. */
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(120);

    private static final Set<String> OVER = Set.of("FINISHED", "CANCELED", "FAILED");

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .build();

    public JobManagerRest(String address) {
        if (!address.matches("https?://[^/ ]+/?")) {
            throw new ClusterException("--jobmanager is '" + address + "', must be like http://127.0.0.1:8081");
        }
        this.address = URI.create(address.endsWith("/") ? address : address + "/");
    }

    /** Nothing answers. */
    public static final class Unreachable extends RuntimeException {
        Unreachable(URI address, IOException cause) {
            super(
                    "no JobManager answers at " + address
                            + "; start one with ./traas detect cluster start, or name it with" + " --jobmanager URL",
                    cause);
        }
    }

    /** @param state as Flink writes it: CREATED, RUNNING, RESTARTING, FAILING, ... */
    public record Job(String id, String name, String state, long startedMs) {
        public boolean isOver() {
            return OVER.contains(state);
        }
    }

    public record Overview(int taskManagers, int slots, int freeSlots, String flinkVersion) {}

    public Overview overview() throws InterruptedException {
        JsonNode node = get("overview");
        return new Overview(
                node.path("taskmanagers").asInt(),
                node.path("slots-total").asInt(),
                node.path("slots-available").asInt(),
                node.path("flink-version").asText());
    }

    /** Every job it still remembers, over or not. */
    public List<Job> jobs() throws InterruptedException {
        List<Job> jobs = new ArrayList<>();
        for (JsonNode job : get("jobs/overview").path("jobs")) {
            jobs.add(new Job(
                    job.path("jid").asText(),
                    job.path("name").asText(),
                    job.path("state").asText(),
                    job.path("start-time").asLong()));
        }
        return jobs;
    }

    /** The job of that name that is not over. */
    public Optional<Job> active(String name) throws InterruptedException {
        return jobs().stream()
                .filter(job -> job.name().equals(name) && !job.isOver())
                .findFirst();
    }

    /** True when the job and each of its tasks run. */
    public boolean runs(String jobId) throws InterruptedException {
        JsonNode job = get("jobs/" + jobId);
        if (!job.path("state").asText().equals("RUNNING")) {
            return false;
        }
        for (JsonNode vertex : job.path("vertices")) {
            if (vertex.path("tasks").path("RUNNING").asInt()
                    != vertex.path("parallelism").asInt()) {
                return false;
            }
        }
        return true;
    }

    /** Why the job failed last, one line; empty when it never did. */
    public String trouble(String jobId) throws InterruptedException {
        JsonNode entries =
                get("jobs/" + jobId + "/exceptions").path("exceptionHistory").path("entries");
        return entries.isEmpty()
                ? ""
                : Trouble.of(entries.get(0).path("stacktrace").asText());
    }

    /** Where the job's newest complete checkpoint lies, empty without any. */
    public Optional<String> newestCheckpoint(String jobId) throws InterruptedException {
        return checkpoint(jobId).map(Checkpoint::path);
    }

    /**
     * The newest complete checkpoint.
     *
     * @param bytes written for it; with incremental checkpoints less than the state
     */
    public record Checkpoint(long durationMs, long bytes, String path) {}

    public Optional<Checkpoint> checkpoint(String jobId) throws InterruptedException {
        JsonNode completed =
                get("jobs/" + jobId + "/checkpoints").path("latest").path("completed");
        return completed.hasNonNull("external_path")
                ? Optional.of(new Checkpoint(
                        completed.path("end_to_end_duration").asLong(),
                        completed.path("state_size").asLong(),
                        completed.path("external_path").asText()))
                : Optional.empty();
    }

    /** What the job counts under that name, 0 before it has counted anything; a second old at most. */
    public long counted(String jobId, String name) throws InterruptedException {
        for (JsonNode each : get("jobs/" + jobId + "/accumulators").path("user-task-accumulators")) {
            if (each.path("name").asText().equals(name)) {
                return Long.parseLong(each.path("value").asText());
            }
        }
        return 0;
    }

    /** @return the id the JobManager knows the jar by */
    public String upload(Path jar) throws InterruptedException {
        String boundary = "traas-" + Long.toHexString(System.nanoTime());
        String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
                + jar.getFileName() + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
        try {
            HttpRequest request = request("jars/upload")
                    .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                    .POST(BodyPublishers.concat(
                            BodyPublishers.ofString(head),
                            BodyPublishers.ofFile(jar),
                            BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                    .build();
            return Path.of(send(request).path("filename").asText())
                    .getFileName()
                    .toString();
        } catch (IOException e) {
            throw new ClusterException("cannot read " + jar + ": " + e.getMessage(), e);
        }
    }

    public void deleteJar(String jarId) throws InterruptedException {
        send(request("jars/" + jarId).DELETE().build());
    }

    /**
     * Runs a jar.
     *
     * @param restore savepoint or checkpoint to start from
     * @param claim whether the job becomes the owner of what it is restored from and removes it when it is outdated
     * @return the job's id
     */
    public String run(String jarId, String mainClass, List<String> arguments, Optional<String> restore, boolean claim)
            throws InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode().put("entryClass", mainClass);
        arguments.forEach(body.putArray("programArgsList")::add);
        restore.ifPresent(path -> body.put("savepointPath", path).put("claimMode", claim ? "CLAIM" : "NO_CLAIM"));
        return post("jars/" + jarId + "/run", body).path("jobid").asText();
    }

    /** Takes a savepoint and waits for it; with {@code stop} the job ends with it. Returns where it lies. */
    public String savepoint(String jobId, String folder, boolean stop, Duration within) throws InterruptedException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put(stop ? "targetDirectory" : "target-directory", folder);
        String path = "jobs/" + jobId + (stop ? "/stop" : "/savepoints");
        String trigger = post(path, body).path("request-id").asText();
        long deadline = System.nanoTime() + within.toNanos();
        while (System.nanoTime() < deadline) {
            JsonNode answer = get("jobs/" + jobId + "/savepoints/" + trigger);
            if (answer.path("status").path("id").asText().equals("COMPLETED")) {
                JsonNode operation = answer.path("operation");
                if (operation.has("failure-cause")) {
                    throw new ClusterException("no savepoint: "
                            + Trouble.of(operation
                                    .path("failure-cause")
                                    .path("stack-trace")
                                    .asText()));
                }
                return operation.path("location").asText();
            }
            Thread.sleep(200);
        }
        throw new ClusterException("no savepoint within " + within.toSeconds() + " s; the job goes on");
    }

    public void cancel(String jobId) throws InterruptedException {
        send(request("jobs/" + jobId + "?mode=cancel")
                .method("PATCH", BodyPublishers.noBody())
                .build());
    }

    private JsonNode get(String path) throws InterruptedException {
        return send(request(path).GET().build());
    }

    private JsonNode post(String path, ObjectNode body) throws InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(ANSWER_WITHIN);
    }

    private JsonNode send(HttpRequest request) throws InterruptedException {
        HttpResponse<String> answer;
        try {
            answer = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new Unreachable(address, e);
        }
        try {
            JsonNode body = Json.mapper().readTree(answer.body().isBlank() ? "{}" : answer.body());
            if (answer.statusCode() / 100 != 2) {
                JsonNode errors = body.path("errors");
                throw new ClusterException("the JobManager refused (" + answer.statusCode() + "): "
                        + Trouble.of(errors.path(errors.size() - 1).asText("no reason given")));
            }
            return body;
        } catch (JsonProcessingException e) {
            throw new ClusterException("what answers at " + address + " is no JobManager", e);
        }
    }
}
