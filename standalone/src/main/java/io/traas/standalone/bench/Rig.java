package io.traas.standalone.bench;

import io.traas.detector.cluster.Home;
import io.traas.detector.cluster.JobManagerRest;
import io.traas.detector.cluster.LocalCluster;
import io.traas.detector.cluster.Submission;
import io.traas.detector.stream.Progress;
import io.traas.detector.stream.bare.BareJob;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Severity;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.signal.Signal;
import io.traas.model.stage.Settings;
import io.traas.model.wire.Topics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A broker, a Flink cluster of two or more processes and one job on it, all their own processes, so that what each costs
 * can be told apart. Everything lies in one folder, which is removed at the end.
 */
final class Rig implements AutoCloseable {

    /** @param memory of a TaskManager process, as Flink writes it */
    record Shape(int taskManagers, int slots, String memory) {}

    private final Path folder;
    private final Home home;
    private final Process broker;
    private final String bootstrap;
    private final LocalCluster cluster;
    private final JobManagerRest rest;
    private final Shape shape;
    private String job;

    private Rig(
            Path folder,
            Home home,
            Process broker,
            String bootstrap,
            LocalCluster cluster,
            JobManagerRest rest,
            Shape shape) {
        this.folder = folder;
        this.home = home;
        this.broker = broker;
        this.bootstrap = bootstrap;
        this.cluster = cluster;
        this.rest = rest;
        this.shape = shape;
    }

    static Rig start(Path checkout, Shape shape) throws IOException, InterruptedException, ExecutionException {
        Path folder = Files.createTempDirectory("traas-bench-");
        Home home = Home.of(checkout);
        Process broker = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.traas.standalone.BrokerMain",
                        "--dir",
                        folder.resolve("kafka").toString(),
                        "--port",
                        "0")
                .redirectError(folder.resolve("broker.log").toFile())
                .start();
        String bootstrap = bootstrapOf(broker);
        TopicAdmin.ensure(new KafkaConnection(bootstrap), Topics.ALL);
        detectEverySeries(bootstrap);
        LocalCluster cluster = new LocalCluster(folder.resolve("flink"), home);
        String address = cluster.start(shape.taskManagers(), shape.slots(), shape.memory(), 0, Optional.empty())
                .jobManager();
        return new Rig(folder, home, broker, bootstrap, cluster, new JobManagerRest(address), shape);
    }

    private static String bootstrapOf(Process broker) throws IOException {
        BufferedReader said =
                new BufferedReader(new InputStreamReader(broker.getInputStream(), StandardCharsets.UTF_8));
        String prefix = "ready broker ";
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        throw new IOException("the broker ended at its start");
    }

    private static void detectEverySeries(String bootstrap) throws InterruptedException, ExecutionException {
        DetectorSpec spec = new DetectorSpec(
                "load",
                true,
                new Signal("load", Signal.Kind.GAUGE, Load.METRIC, Map.of(), "", Map.of(), "1"),
                DetectorSpec.Level.SERIES,
                DetectorSpec.Method.ENSEMBLE,
                DetectorSpec.Direction.HIGH,
                0,
                0,
                0,
                1,
                1,
                FailureClass.OTHER,
                Severity.SEV4);
        Properties properties = new KafkaConnection(bootstrap).properties("spec");
        try (Admin admin = Admin.create(properties);
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(BareJob.TOPIC, Optional.of(4), Optional.empty())))
                    .all()
                    .get();
            producer.send(new ProducerRecord<>(
                            Topics.DETECTORS.name(),
                            spec.id().getBytes(StandardCharsets.UTF_8),
                            Topics.DETECTORS.codec().encode(spec)))
                    .get();
        }
    }

    /** Submits the detector's job, or another main of its jar, and waits until it runs. */
    void submit(Optional<String> main, Map<String, String> settings) throws InterruptedException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("platform.kafka.bootstrap", bootstrap);
        all.put("detector.checkpoints", folder.resolve("checkpoints").toString());
        Submission submission = Submission.of(Settings.of(all), Optional.empty(), Instant.now());
        job = main.isPresent()
                ? submission.toSession(rest, home.job(), main.get())
                : submission.toSession(rest, home.job());
    }

    String bootstrap() {
        return bootstrap;
    }

    /** Scrapes the job has taken in. */
    long scrapes() throws InterruptedException {
        return rest.counted(job, Progress.SCRAPES);
    }

    Optional<JobManagerRest.Checkpoint> checkpoint() throws InterruptedException {
        return rest.checkpoint(job);
    }

    /** Processor seconds of all TaskManagers. */
    double processorSeconds() {
        double seconds = 0;
        for (ProcessHandle each : taskManagers()) {
            seconds += each.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
        }
        return seconds;
    }

    /** Memory in use by all of Flink, in GiB. */
    double gibibytes() throws IOException {
        double kilobytes = 0;
        for (ProcessHandle each : Stream.concat(taskManagers().stream(), cluster.process("jobmanager").stream())
                .toList()) {
            kilobytes += Files.readAllLines(Path.of("/proc", Long.toString(each.pid()), "status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                    .sum();
        }
        return kilobytes / (1 << 20);
    }

    private List<ProcessHandle> taskManagers() {
        return Stream.iterate(1, i -> i <= shape.taskManagers(), i -> i + 1)
                .flatMap(i -> cluster.process("taskmanager-" + i).stream())
                .toList();
    }

    /** {@code kill -9}, and a new process at once, as whoever keeps processes running would start it. */
    void killTaskManager() throws InterruptedException {
        ProcessHandle victim = taskManagers().get(0);
        victim.destroyForcibly();
        victim.onExit().join();
        cluster.startMissing(Optional.empty());
    }

    @Override
    public void close() throws IOException {
        try {
            cluster.stop();
            broker.destroy();
            broker.waitFor();
        } catch (InterruptedException e) {
            broker.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
