package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.traas.model.PodState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What a pod's status means. Pure. */
final class PodStates {

    /** Waiting that belongs to every start. */
    private static final Set<String> STARTING = Set.of("ContainerCreating", "PodInitializing");

    private PodStates() {}

    static PodState of(Pod pod, ClusterView view) {
        PodStatus status = pod.getStatus() == null ? new PodStatus() : pod.getStatus();
        boolean ready = condition(status, "Ready", "True") != null;
        return new PodState(
                pod.getMetadata().getName(),
                ClusterView.uid(pod),
                ClusterView.nodeName(pod),
                view.zoneOf(pod),
                Objects.requireNonNullElse(status.getPhase(), "Unknown"),
                ready,
                pod.getMetadata().getDeletionTimestamp() != null,
                status.getContainerStatuses().stream()
                        .mapToInt(ContainerStatus::getRestartCount)
                        .sum(),
                ready ? "" : reason(status),
                view.revisionOf(pod),
                startedAt(pod, status));
    }

    /** Why it is not ready: the first that says something of evicted, not scheduled, waiting, ended. */
    private static String reason(PodStatus status) {
        if (status.getReason() != null) {
            return status.getReason();
        }
        PodCondition unscheduled = condition(status, "PodScheduled", "False");
        if (unscheduled != null && unscheduled.getReason() != null) {
            return unscheduled.getReason();
        }
        List<ContainerStatus> containers = Stream.concat(
                        status.getInitContainerStatuses().stream(), status.getContainerStatuses().stream())
                .toList();
        Stream<String> waiting = containers.stream()
                .map(ContainerStatus::getState)
                .filter(state -> state != null && state.getWaiting() != null)
                .map(state -> state.getWaiting().getReason())
                .filter(reason -> reason != null && !STARTING.contains(reason));
        Stream<String> ended = containers.stream()
                .flatMap(container -> Stream.of(container.getState(), container.getLastState()))
                .filter(state -> state != null && state.getTerminated() != null)
                .map(PodStates::endReason);
        return Stream.concat(waiting, ended)
                .filter(Objects::nonNull)
                .filter(reason -> !reason.equals("Completed"))
                .findFirst()
                .orElse("");
    }

    private static String endReason(ContainerState state) {
        return state.getTerminated().getReason();
    }

    private static PodCondition condition(PodStatus status, String type, String value) {
        return status.getConditions().stream()
                .filter(condition -> type.equals(condition.getType()) && value.equals(condition.getStatus()))
                .findFirst()
                .orElse(null);
    }

    private static Instant startedAt(Pod pod, PodStatus status) {
        String started = status.getStartTime() != null
                ? status.getStartTime()
                : pod.getMetadata().getCreationTimestamp();
        return started == null ? Instant.EPOCH : Instant.parse(started);
    }
}
