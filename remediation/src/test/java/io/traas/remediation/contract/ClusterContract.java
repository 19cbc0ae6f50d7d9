package io.traas.remediation.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.model.Action;
import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.kubernetes.KubernetesCluster;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every action promises, on any cluster. Each test has a namespace of its own. */
public abstract class ClusterContract extends ContractCase {

    protected ClusterContract(ClusterUnderTest underTest) {
        super(underTest);
    }

    private static final String INTENT = "traas.io/intent";

    @Test
    void restartReplacesEveryPodAndLeavesItsMark() {
        Target shop = bench.deployment("shop", 2);
        Set<String> before = bench.uids("shop");
        Step step = step(new Action.RestartWorkload(shop));

        assertThat(cluster.trace(step)).isEqualTo(Trace.NOT_DONE);
        assertThat(cluster.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(cluster.trace(step)).isEqualTo(Trace.DONE);
        bench.awaitReady("shop", 2);
        assertThat(bench.uids("shop")).hasSize(2).doesNotContainAnyElementsOf(before);
        assertThat(bench.get("shop").getMetadata().getAnnotations())
                .containsEntry(INTENT, step.idempotencyKey())
                .containsEntry("traas.io/fence", Long.toString(EPOCH));
    }

    @Test
    void theSameStepIsCarriedOutOnlyOnce() {
        Target shop = bench.deployment("shop", 1);
        Step step = step(new Action.RestartWorkload(shop));
        cluster.carryOut(step);
        bench.awaitReady("shop", 1);
        long revision = bench.revision("shop");

        StepResult again = cluster.carryOut(step);

        assertThat(again.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(bench.revision("shop")).isEqualTo(revision);
    }

    @Test
    void aPausedWorkloadIsNotRestarted() {
        Target shop = bench.deployment("shop", 1);
        bench.pause("shop");

        StepResult result = cluster.carryOut(step(new Action.RestartWorkload(shop)));

        assertRefused(result, Reason.NOT_OURS, "paused");
    }

    @Test
    void aWorkloadCreatedAnewIsNotTheOneMeant() {
        Target shop = bench.deployment("shop", 1);

        StepResult result = cluster.carryOut(step(new Action.RestartWorkload(shop), "another-uid"));

        assertRefused(result, Reason.CHANGED, "another object");
    }

    @Test
    void aMissingWorkloadIsNamed() {
        Target ghost = Target.deployment("contract", bench.namespace(), "ghost");

        StepResult result = cluster.carryOut(step(new Action.RestartWorkload(ghost)));

        assertRefused(result, Reason.NOT_FOUND, "ghost");
    }

    @Test
    void rollBackPutsTheWholeOlderTemplateInForce() {
        Target shop = bench.deployment("shop", 2);
        bench.release("shop", "two");
        Step step = step(new Action.RollBack(shop, 2, 1));

        assertThat(cluster.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        bench.awaitReady("shop", 2);
        assertThat(bench.release("shop")).isEqualTo("one");
        assertThat(bench.revision("shop")).isEqualTo(3);
        assertThat(bench.get("shop").getSpec().getTemplate().getMetadata().getLabels())
                .doesNotContainKey("pod-template-hash");
        assertThat(cluster.trace(step)).isEqualTo(Trace.DONE);
    }

    @Test
    void rollBackIsRefusedWhenTheWorkloadHasMovedOn() {
        Target shop = bench.deployment("shop", 1);
        bench.release("shop", "two");
        bench.release("shop", "three");

        assertRefused(cluster.carryOut(step(new Action.RollBack(shop, 2, 1))), Reason.CHANGED, "is at revision 3");
        assertThat(bench.release("shop")).isEqualTo("three");
    }

    @Test
    void aRevisionThatIsNotKeptCannotBeGoneBackTo() {
        Target shop = bench.deployment("shop", 1);

        assertRefused(cluster.carryOut(step(new Action.RollBack(shop, 1, 9))), Reason.REVISION_GONE, "revision 9");
    }

    @Test
    void scaleSetsTheReplicaCount() {
        Target shop = bench.deployment("shop", 1);
        Step step = step(new Action.Scale(shop, 1, 3));

        assertThat(cluster.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        bench.awaitReady("shop", 3);
        assertThat(cluster.trace(step)).isEqualTo(Trace.DONE);
        assertThat(cluster.carryOut(step(new Action.Scale(shop, 1, 3))).outcome())
                .isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void scaleIsRefusedWhenTheCountIsNotTheOneDecidedOn() {
        Target shop = bench.deployment("shop", 2);

        assertRefused(cluster.carryOut(step(new Action.Scale(shop, 1, 3))), Reason.CHANGED, "has 2 replicas");
    }

    @Test
    void whatAnAutoscalerOwnsIsNotScaled() {
        Target shop = bench.deployment("shop", 1);
        bench.autoscaler("shop");

        assertRefused(cluster.carryOut(step(new Action.Scale(shop, 1, 3))), Reason.NOT_OURS, "autoscaler shop");
    }

    @Test
    void aDeletedPodIsReplaced() {
        bench.deployment("shop", 2);
        Pod pod = bench.pods("shop").get(0);
        String uid = pod.getMetadata().getUid();
        Step step = step(new Action.DeletePod(bench.target(pod), uid));
        assertThat(cluster.trace(step)).isEqualTo(Trace.NOT_DONE);

        assertThat(cluster.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(cluster.trace(step)).isEqualTo(Trace.DONE);
        bench.awaitReady("shop", 2);
        assertThat(bench.uids("shop")).hasSize(2).doesNotContain(uid);
    }

    @Test
    void aPodThatIsAnotherOneNowIsLeftAlone() {
        bench.deployment("shop", 1);
        Pod pod = bench.pods("shop").get(0);

        StepResult result = cluster.carryOut(step(new Action.DeletePod(bench.target(pod), "an-earlier-uid")));

        assertThat(result.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(bench.uids("shop")).containsExactly(pod.getMetadata().getUid());
    }

    @Test
    void aPodNobodyWouldReplaceIsNotDeleted() {
        Target lonely = bench.lonelyPod("lonely");

        assertRefused(cluster.carryOut(step(new Action.DeletePod(lonely, ""))), Reason.NO_OWNER, "lonely");
        assertThat(bench.pod(lonely)).isNotNull();
    }

    @Test
    void anEvictedPodIsReplaced() {
        bench.deployment("shop", 2);
        bench.budget("shop", 1);
        Pod pod = bench.pods("shop").get(0);
        Step step =
                step(new Action.EvictPod(bench.target(pod), pod.getMetadata().getUid()));

        assertThat(cluster.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(cluster.trace(step)).isEqualTo(Trace.DONE);
        bench.awaitReady("shop", 2);
        assertThat(bench.uids("shop")).doesNotContain(pod.getMetadata().getUid());
    }

    @Test
    void aBudgetThatForbidsAnEvictionIsRespectedUntilTheDeadline() {
        bench.deployment("shop", 2);
        bench.budget("shop", 2);
        Pod pod = bench.pods("shop").get(0);
        Step step =
                step(new Action.EvictPod(bench.target(pod), pod.getMetadata().getUid()), "", Duration.ofSeconds(1));

        StepResult result = cluster.carryOut(step);

        assertRefused(result, Reason.BUDGET, "disruption budget");
        assertThat(bench.uids("shop")).hasSize(2).contains(pod.getMetadata().getUid());
        assertThat(cluster.trace(step)).isEqualTo(Trace.NOT_DONE);
    }

    @Test
    void aQuarantinedPodIsKeptButServesNoMore() {
        bench.deployment("shop", 2);
        bench.service("shop");
        Pod pod = bench.pods("shop").get(0);
        Target target = bench.target(pod);
        Step step = step(new Action.QuarantinePod(target, pod.getMetadata().getUid()));

        assertThat(cluster.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(cluster.trace(step)).isEqualTo(Trace.DONE);
        bench.awaitReady("shop", 2);
        assertThat(bench.uids("shop"))
                .hasSize(2)
                .doesNotContain(pod.getMetadata().getUid());
        Bench.await()
                .untilAsserted(() -> assertThat(bench.pod(target).getMetadata().getOwnerReferences())
                        .isEmpty());
        assertThat(bench.pod(target).getMetadata().getLabels())
                .doesNotContainKeys("app", "pod-template-hash")
                .containsEntry("traas.io/quarantined", "true");
    }

    @Test
    void aReleasedPodHasItsLabelsBack() {
        bench.deployment("shop", 1);
        Pod pod = bench.pods("shop").get(0);
        Target target = bench.target(pod);
        cluster.carryOut(step(new Action.QuarantinePod(target, pod.getMetadata().getUid())));
        bench.awaitReady("shop", 1);

        StepResult result = cluster.carryOut(
                step(new Action.ReleasePod(target, pod.getMetadata().getUid())));

        assertThat(result.outcome()).isEqualTo(Outcome.SUCCEEDED);
        // Back in its set there is one pod too many; which one goes is the controller's choice.
        bench.awaitReady("shop", 1);
        Pod back = bench.pod(target);
        if (back != null) {
            assertThat(back.getMetadata().getLabels())
                    .containsAllEntriesOf(pod.getMetadata().getLabels())
                    .doesNotContainKey("traas.io/quarantined");
        }
    }

    private Target nodeThatMayBeTouched() {
        assumeTrue(mayTouchNodes(), "nodes of this cluster are not to be touched");
        bench.deployment("shop", 1);
        return bench.nodeOf(bench.pods("shop").get(0));
    }

    @Test
    void aCordonedNodeIsOpenedAgainByUs() {
        Target node = nodeThatMayBeTouched();

        try {
            StepResult closed = cluster.carryOut(step(new Action.Cordon(node)));
            assertThat(closed.outcome()).as(closed.detail()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(bench.node(node).getSpec().getUnschedulable()).isTrue();
            assertThat(cluster.carryOut(step(new Action.Cordon(node))).outcome())
                    .isEqualTo(Outcome.SKIPPED);

            StepResult opened = cluster.carryOut(step(new Action.Uncordon(node)));
            assertThat(opened.outcome()).as(opened.detail()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(bench.node(node).getSpec().getUnschedulable()).isNotEqualTo(Boolean.TRUE);
        } finally {
            bench.open(node);
        }
    }

    @Test
    void aNodeSomebodyElseClosedStaysClosed() {
        Target node = nodeThatMayBeTouched();
        bench.close(node);
        try {
            assertRefused(cluster.carryOut(step(new Action.Uncordon(node))), Reason.NOT_OURS, "somebody else");
        } finally {
            bench.open(node);
        }
    }

    @Test
    void aNodeThatWeClosedAndAPersonOpenedAndClosedStaysClosed() {
        Target node = nodeThatMayBeTouched();
        try {
            assertThat(cluster.carryOut(step(new Action.Cordon(node))).outcome())
                    .isEqualTo(Outcome.SUCCEEDED);
            bench.uncordon(node);
            bench.close(node);

            assertRefused(cluster.carryOut(step(new Action.Uncordon(node))), Reason.NOT_OURS, "somebody else");
        } finally {
            bench.open(node);
        }
    }

    @Test
    void drainMovesThePodsOfNamespacesThatOptedInAndNoOthers() {
        assumeTrue(mayTouchNodes(), "nodes of this cluster are not to be touched");
        assumeTrue(bench.openNodes() >= 2, "there is no second node that pods may move to");
        bench.deployment("shop", 2);
        Pod pod = bench.pods("shop").get(0);
        Target node = bench.nodeOf(pod);
        Step elsewhere = step(new Action.Drain(node), "", Duration.ofSeconds(5), Set.of("another-namespace"));
        Step ours = step(new Action.Drain(node));
        try {
            assertThat(cluster.carryOut(elsewhere).outcome()).isEqualTo(Outcome.SUCCEEDED);
            assertThat(bench.uids("shop")).contains(pod.getMetadata().getUid());

            assertThat(cluster.carryOut(ours).outcome()).isEqualTo(Outcome.SUCCEEDED);
            bench.awaitReady("shop", 2);
            assertThat(bench.pods("shop"))
                    .noneMatch(each -> node.name().equals(each.getSpec().getNodeName()));
            assertThat(cluster.trace(ours)).isEqualTo(Trace.DONE);
            Step ofWhatNobodyKnows = step(new Action.Drain(node), "", Duration.ofSeconds(5), Set.of());
            assertThat(cluster.trace(ofWhatNobodyKnows)).isEqualTo(Trace.UNCLEAR);
        } finally {
            bench.open(node);
        }
    }

    @Test
    void drainWaitsForBudgetsAndNeverForces() {
        assumeTrue(mayTouchNodes(), "nodes of this cluster are not to be touched");
        bench.deployment("shop", 1);
        bench.budget("shop", 1);
        Pod pod = bench.pods("shop").get(0);
        Target node = bench.nodeOf(pod);
        try {
            StepResult result = cluster.carryOut(step(new Action.Drain(node), "", Duration.ofSeconds(2)));

            assertRefused(result, Reason.BUDGET, "open again");
            assertThat(bench.uids("shop")).containsExactly(pod.getMetadata().getUid());
        } finally {
            bench.open(node);
        }
    }

    @Test
    void nothingIsWrittenWhileStopped() {
        Target shop = bench.deployment("shop", 1);
        String version = bench.get("shop").getMetadata().getResourceVersion();
        bench.setSwitch("stop");

        StepResult result = cluster.carryOut(step(new Action.RestartWorkload(shop)));

        assertRefused(result, Reason.STOPPED, "stopped by contract: a test");
        assertThat(bench.get("shop").getMetadata().getResourceVersion()).isEqualTo(version);
    }

    @Test
    void noPodIsDeletedWhileStopped() {
        bench.deployment("shop", 1);
        Pod pod = bench.pods("shop").get(0);
        bench.setSwitch("stop");

        StepResult result = cluster.carryOut(
                step(new Action.DeletePod(bench.target(pod), pod.getMetadata().getUid())));

        assertRefused(result, Reason.STOPPED, "stopped by contract");
        assertThat(bench.pod(bench.target(pod)).getMetadata().getDeletionTimestamp())
                .isNull();
    }

    @Test
    void aSwitchThatCannotBeReadCountsAsStopped() {
        Target shop = bench.deployment("shop", 1);
        bench.removeSwitch();
        assertRefused(cluster.carryOut(step(new Action.RestartWorkload(shop))), Reason.STOPPED, "does not exist");

        bench.setSwitch("maybe");
        assertRefused(cluster.carryOut(step(new Action.RestartWorkload(shop))), Reason.STOPPED, "'maybe'");
    }

    @Test
    void aRequestOnItsWayIsBarredByTheFenceOfALaterExecutor() {
        Target shop = bench.deployment("shop", 2);
        Pod pod = bench.pods("shop").get(0);
        String uid = pod.getMetadata().getUid();
        long revision = bench.revision("shop");
        List<Action> actions = List.of(
                new Action.RestartWorkload(shop),
                new Action.Scale(shop, 2, 3),
                new Action.DeletePod(bench.target(pod), uid),
                new Action.EvictPod(bench.target(pod), uid));
        try (KubernetesClient another = connect()) {
            for (Action action : actions) {
                Step stale = step(action, action.target().is("Pod") ? uid : "");
                Step later = new Step(
                        action,
                        stale.targetUid(),
                        stale.idempotencyKey(),
                        EPOCH + 1,
                        stale.namespaces(),
                        stale.deadline());
                KubernetesCluster paused = handsOf(another).under(Mandate.unlimited(), point -> {
                    if (point == CrashPoint.BEFORE_SEND) {
                        assertThat(cluster.fence(later).good()).isTrue();
                    }
                });

                assertRefused(paused.carryOut(stale), Reason.FENCED, "later executor");
                assertThat(cluster.trace(stale)).as(action.describe()).isEqualTo(Trace.NOT_DONE);
            }
        }
        assertThat(bench.revision("shop")).isEqualTo(revision);
        assertThat(bench.uids("shop")).contains(uid).hasSize(2);
    }
}
