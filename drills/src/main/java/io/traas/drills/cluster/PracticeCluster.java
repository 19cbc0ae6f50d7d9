package io.traas.drills.cluster;

import io.traas.drills.cluster.kubelet.ContainerRuntime;
import io.traas.drills.cluster.kubelet.ProcessRuntime;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A Kubernetes cluster to practise on: the API over HTTP on a loopback port, the controllers behind it, and kubelets
 * that start one operating-system process for each container. Clients use it as they use a real cluster. Starting is
 * the constructor, {@link #close()} leaves neither process nor directory behind (nor does the end of this JVM).
 * Thread-safe.
 */
public final class PracticeCluster implements AutoCloseable {

    /** A cluster of real processes. */
    public PracticeCluster(ClusterSettings settings) {
        this(settings, new ProcessRuntime());
    }

    /** A cluster whose containers are whatever {@code runtime} makes of them. */
    public PracticeCluster(ClusterSettings settings, ContainerRuntime runtime) {}

    /** Address of the Kubernetes API, {@code http://127.0.0.1:port}. */
    public URI url() {
        throw new UnsupportedOperationException();
    }

    /** Text of a kubeconfig file for the administrator. */
    public String kubeconfig() {
        throw new UnsupportedOperationException();
    }

    /** Text of a kubeconfig file that sends this bearer token. */
    public String kubeconfig(String token) {
        throw new UnsupportedOperationException();
    }

    /** The node of this name; refuses unknown names. */
    public PracticeNode node(String name) {
        throw new UnsupportedOperationException();
    }

    /** All nodes, in order of their names n1, n2, ... */
    public List<PracticeNode> nodes() {
        throw new UnsupportedOperationException();
    }

    /** Process id of the pod's container, empty while none is running. */
    public OptionalLong pid(String namespace, String pod) {
        throw new UnsupportedOperationException();
    }

    /** Process ids of all running containers, by {@code namespace/pod}. */
    public Map<String, Long> pids() {
        throw new UnsupportedOperationException();
    }

    /** File with what the pod's container wrote to its standard output and error, over all its restarts. */
    public Path log(String namespace, String pod) {
        throw new UnsupportedOperationException();
    }

    /** Directory with one file {@code namespace/service} each, listing ready endpoints as {@code ip:port} lines. */
    public Path serviceDirectory() {
        throw new UnsupportedOperationException();
    }

    /** Requests that could have changed something, oldest first; a snapshot, the newest 100 000. */
    public List<Write> writes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
