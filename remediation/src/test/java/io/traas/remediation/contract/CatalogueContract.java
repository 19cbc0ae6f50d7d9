package io.traas.remediation.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.traas.model.Action;
import io.traas.model.IsolationAction.IsolatePod;
import io.traas.model.IsolationAction.RejoinPod;
import io.traas.model.JobAction.DeleteJob;
import io.traas.model.JobAction.RerunJob;
import io.traas.model.JobAction.ResumeCronJob;
import io.traas.model.JobAction.RunJob;
import io.traas.model.JobAction.SuspendCronJob;
import io.traas.model.Outcome;
import io.traas.model.RolloutAction.PauseRollout;
import io.traas.model.RolloutAction.ResumeRollout;
import io.traas.model.RolloutAction.SetConfig;
import io.traas.model.ScalingAction.Resource;
import io.traas.model.ScalingAction.SetAutoscalerBounds;
import io.traas.model.ScalingAction.SetLimit;
import io.traas.model.TaintAction;
import io.traas.model.TaintAction.AddTaint;
import io.traas.model.TaintAction.RemoveTaint;
import io.traas.model.Target;
import io.traas.model.TrafficAction.ShiftHttpRoute;
import io.traas.model.TrafficAction.ShiftVirtualService;
import io.traas.model.TrafficAction.SwitchService;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.TemporaryChanges;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the actions on autoscalers, traffic, configuration, taints and jobs promise, on any cluster. */
public abstract class CatalogueContract extends ContractCase {

    protected CatalogueContract(ClusterUnderTest underTest) {
        super(underTest);
    }

    private static final long HOUR = 3600;

    @Test
    void theBoundsOfAnAutoscalerAreMovedUpToTheCeilingAndBack() {
        Target shop = bench.deployment("shop", 1);
        bench.autoscaler("shop");
        SetAutoscalerBounds raise = new SetAutoscalerBounds(shop, "shop", 1, 5, 2, 8, HOUR);
        refused(raise, Reason.CEILING, "traas.io/max-replicas");
        bench.annotate("shop", "traas.io/max-replicas", "7");
        refused(raise, Reason.CEILING, "above the 7");
        bench.annotate("shop", "traas.io/max-replicas", "8");

        done(raise);

        assertThat(autoscaler().at("/spec/minReplicas").asInt()).isEqualTo(2);
        assertThat(autoscaler().at("/spec/maxReplicas").asInt()).isEqualTo(8);
        assertTemporary(autoscaler(), true);
        done(raise.inverse().orElseThrow());
        assertThat(autoscaler().at("/spec/maxReplicas").asInt()).isEqualTo(5);
        assertTemporary(autoscaler(), false);
    }

    @Test
    void anAutoscalerThatIsNotAsDecidedIsLeftAlone() {
        Target shop = bench.deployment("shop", 1);
        Target other = bench.deployment("other", 1);
        bench.autoscaler("shop");

        refused(new SetAutoscalerBounds(shop, "shop", 1, 4, 1, 3, 0), Reason.CHANGED, "has the bounds 1..5");
        refused(new SetAutoscalerBounds(other, "shop", 1, 5, 1, 3, 0), Reason.INVALID, "scales Deployment shop");
        refused(new SetAutoscalerBounds(shop, "ghost", 1, 5, 1, 3, 0), Reason.NOT_FOUND, "ghost does not exist");
        refused(new Action.Scale(shop, 1, 2), Reason.NOT_OURS, "set-autoscaler-bounds");
    }

    @Test
    void aScaleUpForATimeSaysOnTheObjectWhenItEndsAndWhatEndsIt() {
        Target shop = bench.deployment("shop", 1);
        Action.Scale up = new Action.Scale(shop, 1, 2, HOUR);

        done(up);

        JsonNode annotations = deployment("shop").at("/metadata/annotations");
        assertThat(annotations.path("traas.io/restore").asText()).contains("\"Scale\"", "\"from\":2", "\"to\":1");
        assertThat(annotations.path("traas.io/expires-at").asText()).isNotEmpty();
        refused(new PauseRollout(shop, HOUR), Reason.NOT_OURS, "already has a temporary change");
        cluster.carryOut(step(new Action.RestartWorkload(shop)));
        assertTemporary(deployment("shop"), true);
        done(up.inverse().orElseThrow());
        assertTemporary(deployment("shop"), false);
    }

    @Test
    void aRollOutIsPausedAndResumedByUs() {
        Target shop = bench.deployment("shop", 1);

        done(new PauseRollout(shop, HOUR));
        assertThat(deployment("shop").at("/spec/paused").asBoolean()).isTrue();
        assertTemporary(deployment("shop"), true);

        done(new ResumeRollout(shop));
        assertThat(deployment("shop").at("/spec/paused").asBoolean()).isFalse();
        assertTemporary(deployment("shop"), false);
    }

    @Test
    void whatSomebodyElsePausedStaysPaused() {
        Target shop = bench.deployment("shop", 1);
        bench.pause("shop");

        refused(new ResumeRollout(shop), Reason.NOT_OURS, "paused by somebody else");
        refused(new SetLimit(shop, "main", Resource.MEMORY, "128Mi", "256Mi"), Reason.NOT_OURS, "would wait for ever");
    }

    @Test
    void whatWePausedAndAPersonResumedAndPausedStaysPaused() {
        Target shop = bench.deployment("shop", 1);
        done(new PauseRollout(shop, HOUR));
        bench.resume("shop");
        bench.pause("shop");

        refused(new ResumeRollout(shop), Reason.NOT_OURS, "paused by somebody else");
    }

    @Test
    void aKeyOfAConfigMapIsSetAndTheOthersStay() {
        Target shop = bench.deployment("shop", 1);
        bench.create(core("configmaps"), "{'metadata':{'name':'flags'},'data':{'basket':'new','search':'old'}}");

        refused(new SetConfig(shop, "flags", "basket", "beta", "old", 0), Reason.CHANGED, "is 'new'");
        refused(new SetConfig(shop, "flags", "colour", "red", "blue", 0), Reason.CHANGED, "is missing");
        refused(new SetConfig(shop, "traas-stop", "state", "run", "stop", 0), Reason.NOT_OURS, "stop switch");
        SetConfig off = new SetConfig(shop, "flags", "basket", "new", "old", HOUR);
        done(off);

        assertThat(bench.read(core("configmaps") + "/flags").path("data").toString())
                .isEqualTo("{\"basket\":\"old\",\"search\":\"old\"}");
        done(off.inverse().orElseThrow());
        assertTemporary(bench.read(core("configmaps") + "/flags"), false);
    }

    @Test
    void whatADeliveryToolOwnsIsLeftToIt() {
        Target shop = bench.deployment("shop", 1);
        bench.create(
                core("configmaps") + "?fieldManager=argocd-controller",
                "{'metadata':{'name':'flags'},'data':{'basket':'new'}}");
        bench.create(
                core("configmaps"),
                "{'metadata':{'name':'theirs','labels':{'kustomize.toolkit.fluxcd.io/name':'shop'}},"
                        + "'data':{'basket':'new'}}");

        refused(
                new SetConfig(shop, "flags", "basket", "new", "old", 0),
                Reason.NOT_OURS,
                "Argo CD owns data.basket of ConfigMap");
        refused(new SetConfig(shop, "theirs", "basket", "new", "old", 0), Reason.NOT_OURS, "Flux owns all of");
    }

    @Test
    void aLimitIsRaisedInTheTemplateAndPodsFollow() {
        Target shop = bench.deployment("shop", 1);
        refused(new SetLimit(shop, "main", Resource.CPU, "500m", "1"), Reason.CHANGED, "has no cpu limit");
        refused(new SetLimit(shop, "other", Resource.CPU, "500m", "1"), Reason.CHANGED, "no container other");

        done(new SetLimit(shop, "main", Resource.MEMORY, "128Mi", "256Mi"));

        bench.awaitReady("shop", 1);
        Pod pod = bench.pods("shop").get(0);
        assertThat(pod.getSpec()
                        .getContainers()
                        .get(0)
                        .getResources()
                        .getLimits()
                        .get("memory"))
                .hasToString("256Mi");
        // The API server keeps 1024Mi as 1Gi; taking it back names what was asked for.
        done(new SetLimit(shop, "main", Resource.MEMORY, "256Mi", "1024Mi"));
        done(new SetLimit(shop, "main", Resource.MEMORY, "1Gi", "0.25Gi"));
        done(new SetLimit(shop, "main", Resource.MEMORY, "256Mi", "32Mi"));
        assertThat(deployment("shop")
                        .at("/spec/template/spec/containers/0/resources/requests/memory")
                        .asText())
                .isEqualTo("32Mi");
    }

    @Test
    void aTaintOfOursIsAddedAndTakenOff() {
        assumeTrue(mayTouchNodes(), "nodes of this cluster are not to be touched");
        bench.deployment("shop", 1);
        Target node = bench.nodeOf(bench.pods("shop").get(0));
        AddTaint ill = new AddTaint(node, "traas.io/ill", "yes", TaintAction.Effect.PREFER_NO_SCHEDULE, HOUR);
        refused(
                ill.inverse()
                        .map(RemoveTaint.class::cast)
                        .map(Action.class::cast)
                        .orElseThrow(),
                node);

        try {
            done(ill);
            assertThat(bench.node(node).getSpec().getTaints())
                    .anyMatch(taint -> taint.getKey().equals("traas.io/ill") && "yes".equals(taint.getValue()));
            done(ill.inverse().orElseThrow());
            assertThat(bench.node(node).getSpec().getTaints())
                    .noneMatch(taint -> taint.getKey().equals("traas.io/ill"));
        } finally {
            cluster.carryOut(step(ill.inverse().orElseThrow()));
            bench.open(node);
        }
        refused(
                new AddTaint(node, TaintAction.OUT_OF_SERVICE, "x", TaintAction.Effect.NO_EXECUTE, 0),
                Reason.CHANGED,
                "is ready");
    }

    /** What is not there needs not be taken off. */
    private void refused(Action remove, Target node) {
        assertThat(cluster.carryOut(step(remove)).outcome()).as("on " + node).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void aServiceIsSwitchedOnlyToWhereSomebodyAnswers() {
        Target shop = bench.deployment("shop", 1);
        bench.deployment("shop-blue", 1);
        bench.service("shop");
        Map<String, String> green = Map.of("app", "shop");
        Map<String, String> blue = Map.of("app", "shop-blue");
        refused(
                new SwitchService(shop, "shop", green, Map.of("app", "nobody"), 0),
                Reason.NOBODY_LEFT,
                "nobody to answer");
        refused(new SwitchService(shop, "shop", blue, green, 0), Outcome.SKIPPED);
        refused(new SwitchService(shop, "shop", Map.of("app", "x"), blue, 0), Reason.CHANGED, "selects {app=shop}");

        SwitchService toBlue = new SwitchService(shop, "shop", green, blue, HOUR);
        done(toBlue);

        assertThat(bench.read(core("services") + "/shop").at("/spec/selector").toString())
                .isEqualTo("{\"app\":\"shop-blue\"}");
        done(toBlue.inverse().orElseThrow());
    }

    private void refused(Action action, Outcome outcome) {
        assertThat(cluster.carryOut(step(action)).outcome()).isEqualTo(outcome);
    }

    @Test
    void theWeightsOfARouteAreShifted() {
        assumeTrue(bench.exists("/apis/gateway.networking.k8s.io/v1"), "no Gateway API here");
        Target shop = bench.deployment("shop", 1);
        String routes = named("gateway.networking.k8s.io", "httproutes");
        bench.create(
                routes,
                "{'apiVersion':'gateway.networking.k8s.io/v1','kind':'HTTPRoute','metadata':{'name':'shop'},'spec':"
                        + "{'rules':[{'backendRefs':[{'name':'old','port':80,'weight':9},{'name':'new','port':80}]}]}}");
        refused(
                new ShiftHttpRoute(shop, "shop", Map.of("old", 8, "new", 1), Map.of("old", 10, "new", 0), 0),
                Reason.CHANGED,
                "has the weights {new=1, old=9}");

        ShiftHttpRoute back =
                new ShiftHttpRoute(shop, "shop", Map.of("old", 9, "new", 1), Map.of("old", 1, "new", 0), HOUR);
        done(back);

        assertThat(bench.read(routes + "/shop").at("/spec/rules/0/backendRefs").findValuesAsText("weight"))
                .isEqualTo(List.of("1", "0"));
        done(back.inverse().orElseThrow());
    }

    @Test
    void theWeightsOfAVirtualServiceAreShiftedUnlessARouteWouldBeEmpty() {
        assumeTrue(bench.exists("/apis/networking.istio.io/v1"), "no Istio here");
        Target shop = bench.deployment("shop", 1);
        String services = named("networking.istio.io", "virtualservices");
        bench.create(
                services,
                "{'apiVersion':'networking.istio.io/v1','kind':'VirtualService','metadata':{'name':'shop'},'spec':{"
                        + "'hosts':['shop'],'http':[{'route':["
                        + "{'destination':{'host':'shop','subset':'v1'},'weight':90},"
                        + "{'destination':{'host':'shop','subset':'v2'},'weight':10}]},"
                        + "{'route':[{'destination':{'host':'old'}}]}]}}");
        refused(
                new ShiftVirtualService(
                        shop,
                        "shop",
                        Map.of("shop/v1", 90, "shop/v2", 10, "old", 100),
                        Map.of("shop/v1", 0, "shop/v2", 0, "old", 100),
                        0),
                Reason.NOBODY_LEFT,
                "nobody to answer");

        done(new ShiftVirtualService(
                shop, "shop", Map.of("shop/v1", 90, "shop/v2", 10), Map.of("shop/v1", 100, "shop/v2", 0), HOUR));

        assertThat(bench.read(services + "/shop").at("/spec/http/0/route").findValuesAsText("weight"))
                .isEqualTo(List.of("100", "0"));
    }

    @Test
    void anIsolatedPodIsDeniedEverythingByAPolicyThatGoesWithIt() {
        bench.deployment("shop", 2);
        Pod pod = bench.pods("shop").get(0);
        IsolatePod isolate = new IsolatePod(bench.target(pod), pod.getMetadata().getUid(), HOUR);

        done(isolate);

        JsonNode policy = bench.read(named("networking.k8s.io", "networkpolicies"))
                .path("items")
                .get(0);
        assertThat(policy.at("/spec/policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(policy.at("/spec").has("ingress")).isFalse();
        assertThat(policy.at("/metadata/ownerReferences/0/uid").asText())
                .isEqualTo(pod.getMetadata().getUid());
        policy.at("/spec/podSelector/matchLabels")
                .properties()
                .forEach(label -> assertThat(
                                bench.pod(bench.target(pod)).getMetadata().getLabels())
                        .containsEntry(label.getKey(), label.getValue().asText()));

        done(new RejoinPod(bench.target(pod), pod.getMetadata().getUid()));
        assertThat(bench.pod(bench.target(pod)).getMetadata().getLabels())
                .isEqualTo(pod.getMetadata().getLabels());
    }

    @Test
    void aRunbookJobIsStartedOnceFromATemplateThatWasMeantForIt() {
        Target shop = bench.deployment("shop", 1);
        bench.create(jobs("cronjobs"), cronJob("report", ""));
        bench.create(
                jobs("cronjobs"),
                cronJob("clean-up", "'labels':{'traas.io/runbook':'true'},")
                        .replace("'jobTemplate':{", "'jobTemplate':{'metadata':{'labels':{'queue':'night'}},"));
        refused(new RunJob(shop, "report"), Reason.NOT_OURS, "lacks the label traas.io/runbook");
        refused(new RunJob(shop, "ghost"), Reason.NOT_FOUND, "ghost does not exist");

        done(new RunJob(shop, "clean-up"));

        JsonNode started = bench.read(jobs("jobs")).path("items");
        assertThat(started).hasSize(1);
        assertThat(started.get(0).at("/metadata/name").asText()).startsWith("clean-up-");
        assertThat(started.get(0).at("/metadata/annotations/traas.io~1fence").asText())
                .isEqualTo(Long.toString(EPOCH));
        assertThat(started.get(0).at("/metadata/labels/queue").asText()).isEqualTo("night");
    }

    @Test
    void onlyAFailedJobIsRunAgainAndOnlyTheOneMeantIsDeleted() {
        Target shop = bench.deployment("shop", 1);
        bench.create(
                jobs("jobs"),
                "{'apiVersion':'batch/v1','kind':'Job','metadata':{'name':'import'},'spec':" + jobSpec() + "}");
        refused(new RerunJob(shop, "import"), Reason.CHANGED, "has not failed");
        bench.putStatus(
                jobs("jobs") + "/import",
                "{'startTime':'2026-01-01T00:00:00Z','conditions':[{'type':'FailureTarget','status':'True'},"
                        + "{'type':'Failed','status':'True','reason':'BackoffLimitExceeded'}]}");

        done(new RerunJob(shop, "import"));

        String uid = bench.read(jobs("jobs") + "/import").at("/metadata/uid").asText();
        refused(new DeleteJob(shop, "import", "another"), Outcome.SKIPPED);
        assertThat(bench.exists(jobs("jobs") + "/import")).isTrue();
        done(new DeleteJob(shop, "import", uid));
    }

    @Test
    void aCronJobIsSuspendedForATimeAndResumedByUs() {
        Target shop = bench.deployment("shop", 1);
        bench.create(jobs("cronjobs"), cronJob("report", ""));
        bench.create(jobs("cronjobs"), cronJob("theirs", "").replace("'schedule'", "'suspend':true,'schedule'"));
        refused(new ResumeCronJob(shop, "theirs"), Reason.NOT_OURS, "suspended by somebody else");

        done(new SuspendCronJob(shop, "report", HOUR));

        assertThat(bench.read(jobs("cronjobs") + "/report").at("/spec/suspend").asBoolean())
                .isTrue();
        assertTemporary(bench.read(jobs("cronjobs") + "/report"), true);
        done(new ResumeCronJob(shop, "report"));
        assertTemporary(bench.read(jobs("cronjobs") + "/report"), false);
    }

    @Test
    void aTemporaryChangeIsFoundOnceItsTimeIsOverAndItsInverseTakesItBack() {
        Target shop = bench.deployment("shop", 1);
        bench.create(jobs("cronjobs"), cronJob("report", ""));
        bench.create(core("configmaps"), "{'metadata':{'name':'flags'},'data':{'basket':'new'}}");
        cluster.carryOut(step(new Action.Scale(shop, 1, 2, HOUR)));
        cluster.carryOut(step(new SuspendCronJob(shop, "report", HOUR)));
        cluster.carryOut(step(new SetConfig(shop, "flags", "basket", "new", "old", HOUR)));
        TemporaryChanges changes = (TemporaryChanges) cluster;
        Instant now = Instant.now();

        assertThat(changes.ended(Set.of(bench.namespace()), now)).isEmpty();
        List<TemporaryChanges.Ended> ended = changes.ended(Set.of(bench.namespace()), now.plusSeconds(HOUR + 60));

        assertThat(ended)
                .extracting(TemporaryChanges.Ended::restore)
                .containsExactlyInAnyOrder(
                        new Action.Scale(shop, 2, 1),
                        new ResumeCronJob(shop, "report"),
                        new SetConfig(shop, "flags", "basket", "old", "new", 0));
        ended.forEach(change ->
                assertThat(cluster.carryOut(step(change.restore())).outcome()).isEqualTo(Outcome.SUCCEEDED));
        assertThat(changes.ended(Set.of(bench.namespace()), now.plusSeconds(2 * HOUR)))
                .isEmpty();
        assertThat(bench.get("shop").getSpec().getReplicas()).isEqualTo(1);
    }

    @Test
    void whatAPersonTookBackBeforeOnlyLosesItsMarks() {
        Target shop = bench.deployment("shop", 1);
        PauseRollout pause = new PauseRollout(shop, HOUR);
        cluster.carryOut(step(pause));
        bench.resume("shop");

        assertThat(cluster.carryOut(step(pause.inverse().orElseThrow())).outcome())
                .isEqualTo(Outcome.SUCCEEDED);

        assertTemporary(deployment("shop"), false);
    }

    @Test
    void anAnnotationNeverMakesThePlatformActOnAnotherObject() {
        Target shop = bench.deployment("shop", 1);
        Target other = bench.deployment("other", 3);
        cluster.carryOut(step(new Action.Scale(shop, 1, 2, 1)));
        bench.annotate(
                "shop",
                "traas.io/restore",
                Json.mapper()
                        .valueToTree(new Action.Scale(other, 3, 1))
                        .toString()
                        .replace("\"", "\\\""));

        assertThat(((TemporaryChanges) cluster)
                        .ended(Set.of(bench.namespace()), Instant.now().plusSeconds(HOUR)))
                .isEmpty();
    }

    @Test
    void everyWriteCarriesItsFenceAndWhatItWasWrittenFor() {
        Target shop = bench.deployment("shop", 1);
        String version = deployment("shop").at("/metadata/resourceVersion").asText();

        Step step = done(new PauseRollout(shop, 0));

        JsonNode annotations = deployment("shop").at("/metadata/annotations");
        assertThat(annotations.path("traas.io/intent").asText()).isEqualTo(step.idempotencyKey());
        assertThat(annotations.path("traas.io/fence").asText()).isEqualTo(Long.toString(EPOCH));
        assertThat(annotations.path("traas.io/written-for").asText()).startsWith(EPOCH + "/");
        assertThat(version).isNotEmpty();
    }

    private static void assertTemporary(JsonNode object, boolean expected) {
        assertThat(object.at("/metadata/annotations").has("traas.io/expires-at"))
                .isEqualTo(expected);
        assertThat(object.at("/metadata/annotations").has("traas.io/restore")).isEqualTo(expected);
        assertThat(object.at("/metadata/labels").has("traas.io/temporary")).isEqualTo(expected);
    }

    private JsonNode autoscaler() {
        return bench.read("/apis/autoscaling/v2/namespaces/" + bench.namespace() + "/horizontalpodautoscalers/shop");
    }

    private JsonNode deployment(String name) {
        return bench.read(named("apps", "deployments") + "/" + name);
    }

    private String core(String plural) {
        return "/api/v1/namespaces/" + bench.namespace() + "/" + plural;
    }

    private String jobs(String plural) {
        return named("batch", plural);
    }

    private String named(String group, String plural) {
        return "/apis/" + group + "/v1/namespaces/" + bench.namespace() + "/" + plural;
    }

    private String cronJob(String name, String metadata) {
        return "{'apiVersion':'batch/v1','kind':'CronJob','metadata':{" + metadata + "'name':'" + name
                + "'},'spec':{'schedule':'0 0 1 1 *','jobTemplate':{'spec':" + jobSpec() + "}}}";
    }

    private String jobSpec() {
        return "{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'main','image':'" + image()
                + "'}]}}}";
    }
}
