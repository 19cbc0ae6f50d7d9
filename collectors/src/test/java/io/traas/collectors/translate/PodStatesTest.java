package io.traas.collectors.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.traas.model.PodState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodStatesTest {

    @Test
    void aHealthyPodHasNothingToSay() {
        PodState pod = state(SampleCluster.pod("web-a").build());

        assertThat(pod)
                .isEqualTo(new PodState(
                        "web-a",
                        "web-a-uid",
                        "n1",
                        "z1",
                        "Running",
                        true,
                        false,
                        0,
                        "",
                        2,
                        Instant.parse(SampleCluster.CREATED)));
    }

    @Test
    void aCrashLoopIsNamedBeforeTheCrashThatLedToIt() {
        PodState pod = state(notReady(status().withRestartCount(4)
                .withNewState()
                .withNewWaiting()
                .withReason("CrashLoopBackOff")
                .endWaiting()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withReason("OOMKilled")
                .endTerminated()
                .endLastState()
                .build()));

        assertThat(pod.reason()).isEqualTo("CrashLoopBackOff");
        assertThat(pod.restarts()).isEqualTo(4);
        assertThat(pod.ready()).isFalse();
    }

    @Test
    void aPodThatRunsAgainButIsNotReadyTellsHowItEndedLast() {
        PodState pod = state(notReady(status().withRestartCount(1)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withReason("OOMKilled")
                .endTerminated()
                .endLastState()
                .build()));

        assertThat(pod.reason()).isEqualTo("OOMKilled");
    }

    @Test
    void anOrdinaryStartIsNoReason() {
        PodState pod = state(notReady(status().withNewState()
                .withNewWaiting()
                .withReason("ContainerCreating")
                .endWaiting()
                .endState()
                .build()));

        assertThat(pod.reason()).isEmpty();
    }

    @Test
    void anEvictedPodAndOneThatFitsNowhereSayWhy() {
        Pod evicted = new PodBuilder(notReady(status().build()))
                .editStatus()
                .withPhase("Failed")
                .withReason("Evicted")
                .endStatus()
                .build();
        Pod homeless = SampleCluster.pod("web-a")
                .editSpec()
                .withNodeName(null)
                .endSpec()
                .editStatus()
                .withPhase("Pending")
                .withConditions(List.of())
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .endCondition()
                .endStatus()
                .build();

        assertThat(state(evicted).reason()).isEqualTo("Evicted");
        assertThat(state(homeless).reason()).isEqualTo("Unschedulable");
        assertThat(state(homeless).node()).isEmpty();
        assertThat(state(homeless).zone()).isEmpty();
    }

    @Test
    void aTerminatingPodWithoutOwnerIsStillDescribed() {
        PodState pod = state(SampleCluster.pod("web-a")
                .editMetadata()
                .withOwnerReferences(List.of())
                .withDeletionTimestamp("2026-11-22T09:30:00Z")
                .endMetadata()
                .withStatus(null)
                .build());

        assertThat(pod.terminating()).isTrue();
        assertThat(pod.revision()).isZero();
        assertThat(pod.phase()).isEqualTo("Unknown");
    }

    private static PodState state(Pod pod) {
        ClusterView view = new SampleCluster()
                .with(SampleCluster.web().build(), SampleCluster.revision(2, SampleCluster.template("web:2")))
                .with(SampleCluster.node("n1", true).build(), pod)
                .view();
        return PodStates.of(pod, view);
    }

    private static ContainerStatusBuilder status() {
        return new ContainerStatusBuilder().withName("main").withRestartCount(0);
    }

    private static Pod notReady(ContainerStatus container) {
        return SampleCluster.pod("web-a")
                .editStatus()
                .withConditions(List.of())
                .withContainerStatuses(container)
                .endStatus()
                .build();
    }
}
