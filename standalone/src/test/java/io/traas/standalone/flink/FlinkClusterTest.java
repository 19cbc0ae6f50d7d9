package io.traas.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.wire.Topics;
import io.traas.standalone.Broker;
import io.traas.standalone.flink.Found.Opened;
import io.traas.standalone.flink.Pulse.Spike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * One life of the detector's job on a real cluster of separate processes with a real broker, from its submission through
 * kills and an upgrade to another size, while scrapes come without a pause. After each step: every pod that stopped
 * answering was found, under one id.
 */
@TestMethodOrder(OrderAnnotation.class)
class FlinkClusterTest {

    private static final Path CHECKOUT = Path.of("").toAbsolutePath().getParent();
    private static final Path JOB = CHECKOUT.resolve("detector/target/detectors-job.jar");
    private static final Duration PATIENCE = Duration.ofSeconds(240);
    private static final Pattern SAVEPOINT = Pattern.compile("savepoint (file:\\S+)");

    @TempDir
    private static Path folder;

    private static Shell shell;
    private static Broker broker;
    private static Pulse pulse;
    private static Found found;
    private static Process watcher;
    private static String savepoint;

    @BeforeAll
    static void start() throws Exception {
        assertThat(JOB)
                .as("built by the package phase: run mvnw verify, not test")
                .exists();
        shell = new Shell(CHECKOUT, folder);
        said(0, "JobManager at", "cluster", "start", "--taskmanagers", "2", "--slots", "2", "--port", "0");
        broker = new Broker(folder.resolve("kafka"), 0);
        TopicAdmin.ensure(new KafkaConnection(broker.bootstrapServers()), Topics.ALL);
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : new AutoCloseable[] {pulse, found}) {
            if (each != null) {
                each.close();
            }
        }
        said(0, "stopped", "cluster", "stop");
        if (watcher != null) {
            watcher.destroyForcibly().waitFor();
        }
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    @Order(1)
    void the_submitted_job_finds_what_is_wrong() throws Exception {
        watcher = shell.stay("watch.log", submit("--parallelism", "2", "--watch"));
        await().atMost(PATIENCE)
                .until(() -> !watcher.isAlive() || shell.saidBy("watch.log").contains("watching"));
        assertThat(shell.saidBy("watch.log")).contains("runs, parallelism 2");
        found = new Found(broker.bootstrapServers());
        pulse = new Pulse(broker.bootstrapServers());

        await().atMost(PATIENCE).until(() -> found.all().size() >= 5);

        everySpikeWasFoundUnderOneId();
        said(1, "the job is already there", submit());
    }

    @Test
    @Order(2)
    void a_task_manager_that_is_killed_costs_seconds_and_no_anomaly() throws Exception {
        await().atMost(PATIENCE).until(() -> said(0, "", "cluster", "status").contains("newest checkpoint"));
        long killedMs = kill("taskmanager-1");

        everySpikeWasFoundUnderOneId();
        report("after kill -9 of a TaskManager", killedMs);
        assertThat(shell.saidBy("watch.log")).contains("taskmanager-1 was gone; started again");
    }

    @Test
    @Order(3)
    void a_job_manager_that_is_killed_is_started_again_and_its_job_goes_on_from_its_newest_checkpoint()
            throws Exception {
        await().atMost(PATIENCE).until(() -> said(0, "", "cluster", "status").contains("newest checkpoint"));
        long killedMs = kill("jobmanager");
        await().atMost(PATIENCE).until(() -> shell.saidBy("watch.log").contains("goes on from file:"));

        everySpikeWasFoundUnderOneId();
        report("after kill -9 of the JobManager", killedMs);
    }

    @Test
    @Order(4)
    void one_hot_key_does_not_stop_the_others() throws Exception {
        pulse.heat(900);
        long hotMs = System.currentTimeMillis();
        Thread.sleep(10_000);
        pulse.heat(0);

        everySpikeWasFoundUnderOneId();
        report("with one pod scraped 900 times a second, each scrape ten times", hotMs);
        assertThat(latencies(hotMs))
                .isNotEmpty()
                .allSatisfy(ms -> assertThat(ms).isLessThan(20_000));
    }

    @Test
    @Order(5)
    void a_version_that_remembers_more_goes_on_from_the_savepoint_of_the_one_before() throws Exception {
        savepoint = savepointIn(said(0, "ended with savepoint", "cancel", "--savepoint"));
        assertThat(watcher.waitFor())
                .as("the watcher lets go of a job that a person ended")
                .isZero();
        Path next = folder.resolve("next.jar");
        NextVersion.of(CHECKOUT, JOB, next, Files.createDirectories(folder.resolve("next")));

        said(0, "runs, parallelism 2", submit("--parallelism", "2", "--jar", next.toString(), "--from", savepoint));

        everySpikeWasFoundUnderOneId();
        savepoint = savepointIn(said(0, "ended with savepoint", "cancel", "--savepoint"));
    }

    @Test
    @Order(6)
    void the_job_grows_from_two_slots_to_four_onto_local_disk_and_to_exactly_once() throws Exception {
        String[] larger = {
            "--parallelism",
            "4",
            "--backend",
            "rocksdb",
            "--delivery",
            "exactly-once",
            "--unaligned",
            "--jar",
            folder.resolve("next.jar").toString(),
            "--from",
            savepoint
        };
        said(0, "runs, parallelism 4", submit(larger));
        everySpikeWasFoundUnderOneId();
        await().atMost(PATIENCE).until(() -> said(0, "", "cluster", "status").contains("newest checkpoint"));

        long killedMs = kill("taskmanager-2");
        said(0, "JobManager at", "cluster", "start");

        everySpikeWasFoundUnderOneId();
        report("after kill -9 of a TaskManager, exactly once on RocksDB", killedMs);
        assertThat(found.all().stream()
                        .filter(each -> each.seenMs() > killedMs - 5_000)
                        .map(each -> each.anomaly().id()))
                .as("a reader of committed records sees nothing twice")
                .doesNotHaveDuplicates();
    }

    @Test
    @Order(7)
    void what_cannot_be_restored_is_told_in_one_line() throws Exception {
        said(0, "is being cancelled", "cancel");
        await().atMost(PATIENCE).until(() -> said(0, "", "cluster", "status").contains("4 of 4 slots free"));
        Path broken = Files.createDirectories(folder.resolve("broken"));
        Files.writeString(broken.resolve("_metadata"), "not a savepoint");

        said(1, "cannot go on from file:", submit("--from", broken.toString()));
        said(1, "has no _metadata", submit("--from", folder.resolve("nowhere").toString()));
        said(1, "has 4 free task slots of 4, the job wants 9", submit("--parallelism", "9"));
        said(1, "no detector job runs there", "cancel");
    }

    /** Waits until all that went wrong so far has been found. */
    private static void everySpikeWasFoundUnderOneId() {
        int from = pulse.spikes().size();
        await().atMost(PATIENCE).until(() -> pulse.spikes().size() >= from + 8);
        List<Spike> due = pulse.spikes();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(due)
                        .allSatisfy(spike -> assertThat(found.idsOf(spike))
                                .as("ids of %s", spike)
                                .hasSize(1)));
    }

    private static void report(String what, long sinceMs) {
        List<Long> latencies = latencies(sinceMs).stream().sorted().toList();
        List<String> all = found.all().stream().map(each -> each.anomaly().id()).toList();
        System.out.printf(
                "%s: longest silence %d ms; second failed scrape to anomaly p50 %d ms, worst %d ms; %d spikes, %d told twice,"
                        + " %d not written in time%n",
                what,
                found.longestSilenceAfter(sinceMs),
                latencies.get(latencies.size() / 2),
                latencies.get(latencies.size() - 1),
                pulse.spikes().size(),
                all.size() - all.stream().distinct().count(),
                pulse.writtenTooLate());
    }

    private static List<Long> latencies(long sinceMs) {
        return pulse.spikes().stream()
                .filter(spike -> spike.secondMs() > sinceMs)
                .flatMap(spike ->
                        found.of(spike).stream().map(Opened::seenMs).limit(1).map(seenMs -> seenMs - spike.secondMs()))
                .toList();
    }

    private static long kill(String process) throws IOException {
        String[] kept = Files.readString(folder.resolve("flink").resolve(process + ".pid"))
                .trim()
                .split(" ");
        ProcessHandle victim = ProcessHandle.of(Long.parseLong(kept[0])).orElseThrow();
        victim.destroyForcibly();
        victim.onExit().join();
        return System.currentTimeMillis();
    }

    private static String[] submit(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "submit";
        all[1] = "--bootstrap";
        all[2] = broker.bootstrapServers();
        System.arraycopy(more, 0, all, 3, more.length);
        return all;
    }

    /** Runs a command in the cluster's folder; returns what it said. */
    private static String said(int exitCode, String part, String... arguments)
            throws IOException, InterruptedException {
        Shell.Said said = shell.run(arguments);
        assertThat(said.exitCode()).as(said.text()).isEqualTo(exitCode);
        assertThat(said.text()).contains(part);
        if (exitCode != 0) {
            assertThat(said.text().lines()).as(said.text()).hasSize(1);
        }
        return said.text();
    }

    private static String savepointIn(String text) {
        Matcher matcher = SAVEPOINT.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
