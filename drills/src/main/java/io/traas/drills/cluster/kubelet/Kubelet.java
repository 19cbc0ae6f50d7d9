package io.traas.drills.cluster.kubelet;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.PracticeNode;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The agent of one node: registers it, renews its lease, and makes the pods bound to it real. Its work happens on the
 * kubelets' thread; the methods of {@link PracticeNode} may be called from any other.
 */
final class Kubelet implements PracticeNode {

    static final String LEASES = "kube-node-lease";
    private static final Author AUTHOR = Author.of("kubelet");

    private final KubeletServices services;
    private final String name;
    private final String zone;
    private final ObjectKey node;
    private final Map<ObjectKey, PodWorker> pods = new HashMap<>();
    private volatile boolean up;
    private int incarnation;
    private long readyAfterNanos = System.nanoTime();

    Kubelet(KubeletServices services, String name, String zone) {
        this.services = Objects.requireNonNull(services, "services");
        this.name = Objects.requireNonNull(name, "name");
        this.zone = Objects.requireNonNull(zone, "zone");
        this.node = new ObjectKey(ResourceType.NODE, "", name);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String zone() {
        return zone;
    }

    @Override
    public boolean isUp() {
        return up;
    }

    @Override
    public void fail() {
        onThread(this::powerOff);
    }

    @Override
    public void restore() {
        onThread(this::powerOn);
    }

    /** Registers the node and begins to work. */
    void start() {
        Registry registry = services.registry();
        registry.create(ResourceType.NODE, "", nodeTree(), AUTHOR, false);
        registry.updateStatus(node, AUTHOR, this::readyStatus);
        registry.store().onChange(this::hear);
        up = true;
        services.thread().execute(() -> heartbeat(incarnation));
    }

    /** Kills everything, at the end of the cluster. */
    void shutDown() {
        up = false;
        incarnation++;
        pods.values().forEach(PodWorker::destroy);
        pods.clear();
    }

    private void powerOff() {
        if (up) {
            up = false;
            incarnation++;
            pods.values().forEach(PodWorker::powerOff);
        }
    }

    private void powerOn() {
        if (up) {
            return;
        }
        up = true;
        incarnation++;
        for (PodWorker worker : List.copyOf(pods.values())) {
            StoredObject pod = services.registry().store().find(worker.key()).orElse(null);
            boolean same = pod != null && pod.uid().equals(worker.uid());
            if (same && !pod.isTerminating()) {
                worker.powerOn();
            } else {
                pods.remove(worker.key());
                worker.destroy();
                services.registry().confirmDeletion(worker.key(), worker.uid());
            }
        }
        for (StoredObject pod : services.registry().store().list(ResourceType.POD, "")) {
            if (isMine(pod)) {
                sync(pod.key());
            }
        }
        readyAfterNanos = System.nanoTime() + services.timings().nodeReturn().toNanos();
        heartbeat(incarnation);
    }

    private void hear(Change change) {
        if (change.type() == ResourceType.POD && isMine(change.object())) {
            services.thread().execute(() -> sync(change.key()));
        }
    }

    private boolean isMine(StoredObject pod) {
        return pod.tree().at("/spec/nodeName").asText().equals(name);
    }

    private void sync(ObjectKey key) {
        if (!up) {
            return;
        }
        PodWorker worker = pods.get(key);
        StoredObject pod =
                services.registry().store().find(key).filter(this::isMine).orElse(null);
        if (worker != null && (pod == null || !pod.uid().equals(worker.uid()))) {
            pods.remove(key);
            worker.destroy();
            worker = null;
        }
        if (pod == null) {
            return;
        }
        if (pod.isTerminating()) {
            terminate(pod, worker);
        } else if (worker == null && !isFinished(pod)) {
            PodWorker started = new PodWorker(services, pod, nodeAddress());
            pods.put(key, started);
            started.start();
        }
    }

    private void terminate(StoredObject pod, PodWorker worker) {
        if (worker == null) {
            services.registry().confirmDeletion(pod.key(), pod.uid());
        } else {
            worker.terminate(Duration.ofSeconds(
                    pod.tree().at("/metadata/deletionGracePeriodSeconds").asInt(30)));
        }
    }

    private static boolean isFinished(StoredObject pod) {
        return List.of("Succeeded", "Failed")
                .contains(pod.tree().at("/status/phase").asText());
    }

    private void heartbeat(int ofIncarnation) {
        if (!up || ofIncarnation != incarnation) {
            return;
        }
        ObjectKey lease = new ObjectKey(ResourceType.LEASE, LEASES, name);
        Registry registry = services.registry();
        String renewTime = registry.preciseNow();
        if (registry.store().find(lease).isEmpty()) {
            ObjectNode tree = KubernetesJson.object();
            tree.putObject("metadata").put("name", name);
            tree.putObject("spec")
                    .put("holderIdentity", name)
                    .put("leaseDurationSeconds", 40)
                    .put("renewTime", renewTime);
            registry.create(ResourceType.LEASE, LEASES, tree, AUTHOR, false);
        } else {
            registry.update(lease, Part.OBJECT, AUTHOR, false, tree -> {
                KubernetesJson.child(tree, "spec").put("renewTime", renewTime);
                return tree;
            });
        }
        postStatusUnlessReady();
        services.thread()
                .schedule(
                        () -> heartbeat(ofIncarnation),
                        services.timings().nodeHeartbeat().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** After the control plane has taken the node for lost, it and its pods are reported anew. */
    private void postStatusUnlessReady() {
        boolean ready = services.registry()
                .store()
                .find(node)
                .map(current -> Conditions.isTrue(current.tree().path("status"), "Ready"))
                .orElse(true);
        if (!ready && System.nanoTime() - readyAfterNanos >= 0) {
            services.registry().updateStatus(node, AUTHOR, this::readyStatus);
            pods.values().forEach(PodWorker::report);
        }
    }

    private ObjectNode nodeTree() {
        ObjectNode tree = KubernetesJson.object();
        tree.putObject("metadata")
                .put("name", name)
                .putObject("labels")
                .put("kubernetes.io/arch", "amd64")
                .put("kubernetes.io/hostname", name)
                .put("kubernetes.io/os", "linux")
                .put("topology.kubernetes.io/zone", zone);
        tree.putObject("spec").put("providerID", "practice://" + name);
        return tree;
    }

    private ObjectNode readyStatus(ObjectNode status) {
        for (String list : new String[] {"capacity", "allocatable"}) {
            status.putObject(list).put("cpu", "4").put("memory", "16Gi").put("pods", "110");
        }
        String now = services.registry().now();
        condition(
                status,
                "MemoryPressure",
                "False",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available",
                now);
        condition(status, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now);
        condition(
                status, "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now);
        condition(status, "Ready", "True", "KubeletReady", "kubelet is posting ready status", now);
        ArrayNode addresses = status.putArray("addresses");
        addresses.addObject().put("type", "InternalIP").put("address", nodeAddress());
        addresses.addObject().put("type", "Hostname").put("address", name);
        status.putObject("nodeInfo")
                .put("kubeletVersion", "v1.36.2")
                .put("operatingSystem", "linux")
                .put("architecture", "amd64")
                .put("containerRuntimeVersion", "process://1");
        return status;
    }

    private static void condition(
            ObjectNode status, String type, String value, String reason, String message, String now) {
        Conditions.set(status, type, value, reason, message, now).put("lastHeartbeatTime", now);
    }

    private static String nodeAddress() {
        return "127.0.0.1";
    }

    private void onThread(Runnable work) {
        if (services.thread().isShutdown()) {
            throw new IllegalStateException("node " + name + " belongs to a cluster that is closed");
        }
        CompletableFuture.runAsync(work, services.thread()).join();
    }
}
