package io.traas.drills.cluster;

import io.traas.drills.cluster.api.ApiEndpoint;
import io.traas.drills.cluster.container.ContainerRuntime;
import io.traas.drills.cluster.container.ProcessRuntime;
import io.traas.drills.cluster.control.ControlPlane;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.kubelet.Kubelets;
import io.traas.drills.cluster.read.Watches;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Registry;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A Kubernetes cluster to practise on: the API over HTTP on a loopback port, the controllers behind it, and kubelets
 * that start one operating-system process for each container. Clients use it as they use a real cluster. Starting is
 * the constructor, {@link #close()} leaves neither process nor directory behind (nor does the end of this JVM).
 * Thread-safe.
 */
public final class PracticeCluster implements AutoCloseable {

    private static final int REMEMBERED_CHANGES_PER_TYPE = 500;
    private static final List<String> NAMESPACES = List.of("default", "kube-system", "kube-public", "kube-node-lease");

    private final String administratorToken = UUID.randomUUID().toString();
    private final ClusterThreads threads = new ClusterThreads();
    private final ApiEndpoint api;
    private final Kubelets kubelets;
    private final Thread lastCleanUp;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A cluster of real processes. */
    public PracticeCluster(ClusterSettings settings) {
        this(settings, new ProcessRuntime());
    }

    /** A cluster whose containers are whatever {@code runtime} makes of them. */
    public PracticeCluster(ClusterSettings settings, ContainerRuntime runtime) {
        Registry registry = new Registry(new ObjectStore(REMEMBERED_CHANGES_PER_TYPE), settings.clock());
        for (String namespace : NAMESPACES) {
            var tree = KubernetesJson.object();
            tree.putObject("metadata").put("name", namespace);
            registry.create(ResourceType.NAMESPACE, "", tree, Author.of("kube-apiserver"), false);
        }
        EventRecorder events = new EventRecorder(registry);
        Watches watches = new Watches(registry.store(), threads.senders(), threads.timer());
        api = startApi(settings, registry, watches);
        kubelets = new Kubelets(settings, registry, events, runtime, api.port(), threads.kubelets(), threads.senders());
        ControlPlane.start(registry, events, threads.control(), settings.timings(), kubelets.serviceDirectory());
        kubelets.start();
        lastCleanUp = new Thread(this::cleanUp, "practice-cluster-clean-up");
        Runtime.getRuntime().addShutdownHook(lastCleanUp);
    }

    private ApiEndpoint startApi(ClusterSettings settings, Registry registry, Watches watches) {
        try {
            return new ApiEndpoint(
                    settings.port(), registry, watches, settings.access(), administratorToken, settings.clock());
        } catch (IllegalStateException portTaken) {
            threads.stopAll();
            throw portTaken;
        }
    }

    /** Address of the Kubernetes API, {@code http://127.0.0.1:port}. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + api.port());
    }

    /** Text of a kubeconfig file for the administrator. */
    public String kubeconfig() {
        return kubeconfig(administratorToken);
    }

    /** Text of a kubeconfig file that sends this bearer token. */
    public String kubeconfig(String token) {
        return String.join(
                "\n",
                "apiVersion: v1",
                "kind: Config",
                "clusters:",
                "- name: practice",
                "  cluster:",
                "    server: " + url(),
                "users:",
                "- name: practice",
                "  user:",
                "    token: \"" + token + "\"",
                "contexts:",
                "- name: practice",
                "  context:",
                "    cluster: practice",
                "    user: practice",
                "    namespace: default",
                "current-context: practice",
                "");
    }

    /** The node of this name; refuses unknown names. */
    public PracticeNode node(String name) {
        return nodes().stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no node " + name + ", only "
                        + nodes().stream().map(PracticeNode::name).toList()));
    }

    /** All nodes, in order of their names n1, n2, ... */
    public List<PracticeNode> nodes() {
        return kubelets.nodes();
    }

    /** Process id of the pod's container, empty while none is running. */
    public OptionalLong pid(String namespace, String pod) {
        return kubelets.pid(namespace, pod);
    }

    /** Process ids of all running containers, by {@code namespace/pod}. */
    public Map<String, Long> pids() {
        return kubelets.pids();
    }

    /** File with what the pod's container wrote to its standard output and error, over all its restarts. */
    public Path log(String namespace, String pod) {
        return kubelets.log(namespace, pod);
    }

    /** Directory with one file {@code namespace/service} each, listing ready endpoints as {@code ip:port} lines. */
    public Path serviceDirectory() {
        return kubelets.serviceDirectory();
    }

    /** Requests that could have changed something, oldest first; a snapshot, the newest 100 000. */
    public List<Write> writes() {
        return api.writes();
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        api.close();
        threads.stopControl();
        kubelets.shutDown();
        threads.stopAll();
        kubelets.deleteFiles();
        removeHook();
    }

    private void removeHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(lastCleanUp);
        } catch (IllegalStateException alreadyShuttingDown) {
            // Then the hook runs, and finds nothing left to do.
            lastCleanUp.setName("practice-cluster-clean-up-done");
        }
    }

    /** At the end of the JVM. A close that is under way needs the threads and does the rest; it is only hastened. */
    private void cleanUp() {
        kubelets.killAll();
        if (closed.getAndSet(true)) {
            return;
        }
        threads.stopAll();
        kubelets.killAll();
        kubelets.deleteFiles();
    }
}
