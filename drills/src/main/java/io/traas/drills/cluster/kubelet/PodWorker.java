package io.traas.drills.cluster.kubelet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** One pod on one node: its containers, its address, its status. On the kubelets' thread only. */
final class PodWorker {

    private static final Author AUTHOR = Author.of("kubelet");

    private final KubeletServices services;
    private final ObjectKey key;
    private final String uid;
    private final String nodeAddress;
    private final String podIp;
    private final String startTime;
    private final List<ContainerWorker> containers = new ArrayList<>();
    private boolean terminating;
    private boolean gone;

    PodWorker(KubeletServices services, StoredObject pod, String nodeAddress) {
        this.services = Objects.requireNonNull(services, "services");
        this.key = pod.key();
        this.uid = pod.uid();
        this.nodeAddress = Objects.requireNonNull(nodeAddress, "nodeAddress");
        this.podIp = services.addresses().take();
        this.startTime = services.registry().now();
        for (JsonNode container : pod.tree().at("/spec/containers")) {
            containers.add(new ContainerWorker(services, pod, container, podIp, this::changed));
        }
    }

    String uid() {
        return uid;
    }

    ObjectKey key() {
        return key;
    }

    void start() {
        containers.forEach(ContainerWorker::start);
    }

    /** Ends the containers within the grace period; the pod goes when the last one has ended. */
    void terminate(Duration grace) {
        if (terminating) {
            return;
        }
        terminating = true;
        containers.forEach(container -> container.stop(grace));
        changed();
    }

    /** Kills what is left and forgets the pod. */
    void destroy() {
        containers.forEach(ContainerWorker::destroy);
        release();
    }

    void powerOff() {
        containers.forEach(ContainerWorker::powerOff);
    }

    void powerOn() {
        containers.forEach(ContainerWorker::powerOn);
    }

    /** Writes the status again, over whatever others have written meanwhile. */
    void report() {
        if (!gone) {
            writeStatus();
        }
    }

    private void changed() {
        if (gone) {
            return;
        }
        writeStatus();
        if (terminating && containers.stream().allMatch(ContainerWorker::isStopped)) {
            release();
            services.registry().confirmDeletion(key, uid);
        }
    }

    private void release() {
        if (!gone) {
            gone = true;
            services.addresses().giveBack(podIp);
            services.directories().podIsGone(key.namespace(), key.name(), uid);
        }
    }

    private void writeStatus() {
        services.registry()
                .store()
                .locked(() -> services.registry()
                        .store()
                        .find(key)
                        .filter(pod -> pod.uid().equals(uid))
                        .ifPresent(pod -> services.registry()
                                .updateStatus(key, AUTHOR, status -> filled(status, pod.generation()))));
    }

    private ObjectNode filled(ObjectNode status, long generation) {
        status.put("observedGeneration", generation);
        status.put("phase", phase());
        status.put("hostIP", nodeAddress).putArray("hostIPs").addObject().put("ip", nodeAddress);
        status.put("podIP", podIp).putArray("podIPs").addObject().put("ip", podIp);
        status.put("startTime", startTime);
        ArrayNode statuses = status.putArray("containerStatuses");
        containers.forEach(container -> statuses.add(container.status()));
        conditions(status);
        return status;
    }

    private String phase() {
        if (containers.stream().allMatch(container -> container.finalExitCode().isPresent())) {
            boolean allWell = containers.stream()
                    .allMatch(container -> container.finalExitCode().orElseThrow() == 0);
            return allWell ? "Succeeded" : "Failed";
        }
        return containers.stream().allMatch(ContainerWorker::hasStartedOnce) ? "Running" : "Pending";
    }

    private void conditions(ObjectNode status) {
        String now = services.registry().now();
        boolean ready = containers.stream().allMatch(ContainerWorker::isReady);
        String unready = containers.stream()
                .filter(container -> !container.isReady())
                .map(ContainerWorker::name)
                .collect(Collectors.joining(" "));
        String reason = ready ? "" : "ContainersNotReady";
        String message = ready ? "" : "containers with unready status: [" + unready + "]";
        Conditions.set(status, "PodReadyToStartContainers", "True", "", "", now);
        Conditions.set(status, "Initialized", "True", "", "", now);
        Conditions.set(status, "Ready", ready ? "True" : "False", reason, message, now);
        Conditions.set(status, "ContainersReady", ready ? "True" : "False", reason, message, now);
    }
}
