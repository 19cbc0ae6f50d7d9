package io.traas.drills.bank;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Ailment;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The bank's pods as a drill needs to see them. Thread-safe. */
public final class Pods {

    private static final String PORT = ":8080";
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final KubernetesClient client;

    Pods(KubernetesClient client) {
        this.client = client;
    }

    /** Ready pods of the workload that are not on their way out, by name. */
    public List<Pod> ready(Workload workload) {
        return of(workload, all()).stream().filter(Pods::isReady).toList();
    }

    /** Those of the pods that belong to the workload and are not on their way out. */
    static List<Pod> of(Workload workload, List<Pod> pods) {
        return pods.stream()
                .filter(pod -> workload.namespace().equals(pod.getMetadata().getNamespace()))
                .filter(pod -> workload.name().equals(labelOf(pod)))
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    /** Every pod of the bank and of its partner, by name. */
    List<Pod> all() {
        return Stream.of(BankManifests.BANK, BankManifests.PARTNER)
                .flatMap(namespace -> client.pods().inNamespace(namespace).list().getItems().stream())
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** The replica in this pod ails from this until told otherwise, or until the pod is replaced. */
    public void infect(Pod pod, Ailment ailment) {
        String address = pod.getStatus().getPodIP() + PORT;
        try {
            HttpCall call = HttpCall.post(address, "/admin/ailment", ailment.form(), TIMEOUT);
            if (call.status() != 200) {
                throw new IllegalStateException(
                        "pod " + pod.getMetadata().getName() + " refused its ailment: " + call.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "pod " + pod.getMetadata().getName() + " at " + address + " does not answer", e);
        }
    }

    void delete(Pod pod) {
        client.pods()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .delete();
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    static boolean wasRestarted(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(ContainerStatus::getRestartCount)
                        .anyMatch(restarts -> restarts > 0);
    }

    /** Taken out of its workload, as a quarantine does. */
    static boolean isStray(Pod pod) {
        return pod.getMetadata().getOwnerReferences().isEmpty();
    }

    private static String labelOf(Pod pod) {
        return pod.getMetadata().getLabels() == null
                ? null
                : pod.getMetadata().getLabels().get("app");
    }
}
