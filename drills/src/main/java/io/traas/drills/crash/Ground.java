package io.traas.drills.crash;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.drills.demo.ChildProcess;
import io.traas.model.LedgerEntry;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Everything the drill stands on, kept up over all its runs: a broker process, a practice cluster in this process, and two
 * replicas of the platform's acting stage, each with a way of its own to both.
 */
public final class Ground implements AutoCloseable, Evidence {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final String PLATFORM_NAMESPACE = "traas-system";
    private static final String SWITCH = "traas-stop";
    private static final List<String> SLEEPER = List.of("sleep", "3600");
    private static final List<String> LEAN =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss512k", "-Djava.awt.headless=true");

    private final Deque<AutoCloseable> open = new ConcurrentLinkedDeque<>();
    private final List<Replica> replicas = new ArrayList<>();
    private final Duration session;
    private final List<String> settings;
    private final Path directory;
    private final String classPath;
    private PracticeCluster cluster;
    private KubernetesClient client;
    private KafkaPublisher publisher;
    private LedgerView ledger;
    private ChildProcess broker;
    private String bootstrap;

    /**
     * @param session silence after which another replica takes over
     * @param settings of the replicas besides those they need to be here, as lines of YAML
     * @param classPath of the platform's programs
     */
    public Ground(Duration session, List<String> settings, Path directory, String classPath) {
        this.session = session;
        this.settings = List.copyOf(settings);
        this.directory = directory;
        this.classPath = classPath;
    }

    public void open() throws InterruptedException {
        cluster = opened(
                new PracticeCluster(ClusterSettings.of(image -> Optional.of(SLEEPER), directory.resolve("cluster"))));
        client = opened(new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(cluster.kubeconfig()))
                .build());
        prepareCluster();
        int port = free();
        List<CutProxy> toBroker = List.of(opened(new CutProxy(free())), opened(new CutProxy(free())));
        broker = opened(ChildProcess.start(brokerProgram(port, toBroker), directory));
        broker.awaitReady(START_TIMEOUT);
        bootstrap = "127.0.0.1:" + port;
        KafkaConnection kafka = new KafkaConnection(bootstrap);
        TopicAdmin.ensure(kafka, Topics.ALL);
        publisher = opened(new KafkaPublisher(kafka, "traas-drill"));
        ledger = opened(new LedgerView(kafka, publisher));
        for (CutProxy way : toBroker) {
            CutProxy toApi = opened(new CutProxy(cluster.url().getPort()));
            replicas.add(opened(replica(replicas.isEmpty() ? "a" : "b", way, toApi)));
        }
        replicas.forEach(Replica::start);
        for (Replica replica : replicas) {
            replica.awaitReady();
        }
    }

    public List<Replica> replicas() {
        return replicas;
    }

    PracticeCluster cluster() {
        return cluster;
    }

    KubernetesClient client() {
        return client;
    }

    public KafkaPublisher publisher() {
        return publisher;
    }

    public LedgerView ledger() {
        return ledger;
    }

    @Override
    public List<LedgerEntry> entriesSince(int position) {
        return ledger.since(position);
    }

    @Override
    public long epochAt(int position) {
        return ledger.epochAt(position);
    }

    @Override
    public List<Effect> effectsOn(String workload) {
        return cluster.writes().stream()
                .flatMap(write -> Effect.of(write).stream())
                .filter(effect ->
                        effect.target().equals(workload) || effect.target().startsWith(workload + "-"))
                .toList();
    }

    String bootstrap() {
        return bootstrap;
    }

    private void prepareCluster() {
        for (String namespace : List.of(PLATFORM_NAMESPACE, Patient.NAMESPACE)) {
            client.namespaces()
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        client.configMaps()
                .inNamespace(PLATFORM_NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(SWITCH)
                        .withNamespace(PLATFORM_NAMESPACE)
                        .endMetadata()
                        .addToData("state", "run")
                        .build())
                .create();
    }

    public long brokerPid() {
        return broker.pid();
    }

    void killBroker() {
        broker.kill();
    }

    /** @param state run or stop */
    void setSwitch(String state) {
        client.configMaps()
                .inNamespace(PLATFORM_NAMESPACE)
                .withName(SWITCH)
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"data\":{\"state\":\"" + state + "\"}}");
    }

    private ChildProcess.Program brokerProgram(int port, List<CutProxy> ways) {
        List<String> arguments = new ArrayList<>(
                List.of("--dir", directory.resolve("kafka").toString(), "--port", Integer.toString(port)));
        ways.forEach(way -> arguments.addAll(List.of("--listener", way.target() + ":" + way.port())));
        arguments.addAll(List.of("--set", "group.min.session.timeout.ms=" + session.toMillis()));
        return program("broker", "io.traas.standalone.BrokerMain", List.of("-Xmx256m"), arguments);
    }

    private Replica replica(String name, CutProxy toBroker, CutProxy toApi) {
        Path orders = directory.resolve(name + ".orders");
        Path kubeconfig = write(
                name + ".kubeconfig",
                cluster.kubeconfig().replace(cluster.url().toString(), "http://127.0.0.1:" + toApi.port()));
        Path settings = write(
                name + ".yaml",
                String.join(
                        "\n",
                        "platform.cluster: " + Patient.CLUSTER,
                        "platform.kubeconfig: " + kubeconfig,
                        "platform.kafka.bootstrap: 127.0.0.1:" + toBroker.port(),
                        "remediation.autonomy: auto",
                        "remediation.replica: " + name,
                        "remediation.session-timeout: " + session.toMillis() + "ms",
                        // Every run is a workload of its own; how many cures a minute are wise is not what is drilled.
                        "remediation.guard.cures-per-minute: 1000",
                        String.join("\n", this.settings),
                        ""));
        ChildProcess.Program program = program(
                name,
                "io.traas.remediation.RemediationMain",
                List.of("-Xmx128m", "-DTRAAS_LOG_LEVEL=INFO", "-Dtraas.drill.crash-point=@" + orders),
                List.of("--config", settings.toString()));
        return new Replica(program, directory, orders, List.of(toBroker, toApi));
    }

    private ChildProcess.Program program(String name, String main, List<String> flags, List<String> arguments) {
        List<String> all = new ArrayList<>(LEAN);
        all.addAll(flags);
        return new ChildProcess.Program(name, classPath, all, main, arguments);
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + name, e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        open.push(part);
        return part;
    }

    private static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    /** The last opened first; what fails to close keeps nothing else open. May be called from several threads. */
    @Override
    public void close() {
        for (AutoCloseable part = open.poll(); part != null; part = open.poll()) {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("traas drill: not closed: " + e);
            }
        }
    }
}
