package io.traas.drills.cluster.kubelet;

import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeNode;
import io.traas.drills.cluster.container.ContainerRuntime;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.write.Registry;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;

/** The nodes of a cluster. Thread-safe. */
public final class Kubelets {

    private static final int ZONES = 3;

    private final KubeletServices services;
    private final List<Kubelet> kubelets = new ArrayList<>();

    /**
     * Prepares the nodes n1, n2, ... in zones z1, z2, z3 in turn.
     *
     * @param thread executor with one thread, on which all kubelets work
     * @param probing executor for the answers of probes
     */
    public Kubelets(
            ClusterSettings settings,
            Registry registry,
            EventRecorder events,
            ContainerRuntime runtime,
            int apiPort,
            ScheduledExecutorService thread,
            ExecutorService probing) {
        HttpClient probes = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(probing)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        this.services = new KubeletServices(
                registry,
                events,
                runtime,
                settings.images(),
                settings.timings(),
                thread,
                probes,
                new PodDirectories(settings.workDirectory().toAbsolutePath()),
                new PodAddresses(apiPort),
                new RunningContainers());
        for (int i = 0; i < settings.nodes(); i++) {
            kubelets.add(new Kubelet(services, "n" + (i + 1), "z" + (i % ZONES + 1)));
        }
    }

    /** Registers all nodes. */
    public void start() {
        kubelets.forEach(Kubelet::start);
    }

    public List<PracticeNode> nodes() {
        return List.copyOf(kubelets);
    }

    public OptionalLong pid(String namespace, String pod) {
        return services.running().pid(namespace, pod);
    }

    public Map<String, Long> pids() {
        return services.running().pids();
    }

    public Path log(String namespace, String pod) {
        return services.directories().log(namespace, pod);
    }

    public Path serviceDirectory() {
        return services.directories().services();
    }

    /** Kills every process on every node and waits for the kubelets' thread to be through with it. */
    public void shutDown() {
        CompletableFuture.runAsync(() -> kubelets.forEach(Kubelet::shutDown), services.thread())
                .join();
        services.running().killAll();
    }

    /** Kills every process from any thread, for the end of the JVM. */
    public void killAll() {
        services.running().killAll();
    }

    /** Removes all files. */
    public void deleteFiles() {
        services.directories().deleteAll();
    }
}
