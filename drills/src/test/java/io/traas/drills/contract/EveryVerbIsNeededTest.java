package io.traas.drills.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.traas.drills.cluster.AccessRules;
import io.traas.drills.cluster.AccessRules.Permission;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.model.Action;
import io.traas.model.IsolationAction;
import io.traas.model.JobAction;
import io.traas.model.Outcome;
import io.traas.model.RolloutAction;
import io.traas.model.ScalingAction;
import io.traas.model.TaintAction;
import io.traas.model.Target;
import io.traas.model.TrafficAction;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.kubernetes.ConfigMapSwitch;
import io.traas.remediation.kubernetes.KubernetesCluster;
import io.traas.remediation.kubernetes.rbac.Grant;
import io.traas.remediation.kubernetes.rbac.Grants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each action works with exactly the permissions it declares, under the admission policy that is shipped, and is refused
 * by the name of the verb with any one of them missing.
 */
class EveryVerbIsNeededTest {

    private static final String NAMESPACE = "shop";
    private static final String ACCOUNT = "system:serviceaccount:traas-system:traas-remediation";
    private static final Permission SWITCH = new Permission("get", "", "configmaps", "traas-system");
    private static final Target CART = Target.deployment("practice", NAMESPACE, "cart");

    @TempDir
    private static Path directory;

    private static PracticeCluster practice;
    private static KubernetesClient administrator;

    @BeforeAll
    static void start() throws IOException {
        AccessRules rules =
                AccessRules.everything().with("admin", "admin", List.of(new Permission("*", "*", "*", "*")));
        for (String action : Grants.actions()) {
            rules = rules.with(action, ACCOUNT, permissions(Grants.of(action)));
            for (Grant missing : needed(action)) {
                List<Grant> others = Grants.of(action).stream()
                        .filter(grant -> !grant.equals(missing))
                        .toList();
                rules = rules.with(without(action, missing), ACCOUNT, permissions(others));
            }
        }
        practice = new PracticeCluster(
                ClusterSettings.of(image -> Optional.of(List.of("sleep", "3600")), directory.resolve("cluster"))
                        .withAccess(rules));
        administrator = client("admin");
        create("/api/v1/namespaces", "{'metadata':{'name':'shop'}}");
        create("/api/v1/namespaces", "{'metadata':{'name':'traas-system'}}");
        create(
                "/api/v1/namespaces/traas-system/configmaps",
                "{'metadata':{'name':'traas-stop'},'data':{'state':'run'}}");
        for (String document :
                Files.readString(Path.of("..", "deploy", "fence.yaml")).split("\n---\n")) {
            JsonNode policy = Serialization.unmarshal(document, JsonNode.class);
            String plural = policy.path("kind").asText().endsWith("Binding")
                    ? "validatingadmissionpolicybindings"
                    : "validatingadmissionpolicies";
            administrator.raw("/apis/admissionregistration.k8s.io/v1/" + plural, "POST", policy.toString());
        }
        createWorld();
    }

    @AfterAll
    static void stop() {
        administrator.close();
        practice.close();
    }

    static Stream<String> actions() {
        return Grants.actions().stream();
    }

    @ParameterizedTest
    @MethodSource("actions")
    void everyVerbIsNeededAndNoOther(String name) {
        awaitReady();
        openNodes();
        for (Grant missing : needed(name)) {
            StepResult refused = carryOut(without(name, missing), action(name));
            assertThat(refused.outcome())
                    .as("without %s: %s", missing, refused.detail())
                    .isEqualTo(Outcome.DENIED);
            assertThat(refused.reason()).as(refused.detail()).isEqualTo(Reason.FORBIDDEN);
            assertThat(refused.detail())
                    .contains("cannot " + missing.verb() + " resource \"" + missing.resource() + "\"")
                    .contains("./traas rbac");
        }

        StepResult done = carryOut(name, action(name));
        assertThat(done.outcome()).as(done.detail()).isEqualTo(Outcome.SUCCEEDED);
    }

    /** Those without which the action is refused; what changes something comes last, so that nothing is done before. */
    private static List<Grant> needed(String action) {
        return Grants.of(action).stream()
                .filter(grant -> grant.need() == Grant.Need.ACTION)
                .sorted((a, b) ->
                        Boolean.compare(a.verb().equals("patch"), b.verb().equals("patch")))
                .toList();
    }

    private static String without(String action, Grant missing) {
        return (action + " without " + missing.verb() + " " + missing.qualifiedResource() + " " + missing.scope())
                .replaceAll("[^-a-z0-9A-Z]", "_");
    }

    private static List<Permission> permissions(List<Grant> grants) {
        List<Permission> permissions = new ArrayList<>(List.of(SWITCH));
        for (Grant grant : grants) {
            String namespace = grant.scope() == Grant.Scope.CLUSTER ? "" : NAMESPACE;
            permissions.add(new Permission(grant.verb(), grant.group(), grant.resource(), namespace));
        }
        return permissions;
    }

    private static Action action(String name) {
        Target node = Target.node("practice", pod().getSpec().getNodeName());
        TaintAction.Effect effect = TaintAction.Effect.PREFER_NO_SCHEDULE;
        return switch (name) {
            case "restart-workload" -> new Action.RestartWorkload(CART);
            case "roll-back" -> new Action.RollBack(workload("released"), 2, 1);
            case "scale" -> new Action.Scale(CART, 2, 3, 600);
            case "set-limit" ->
                new ScalingAction.SetLimit(workload("released"), "main", ScalingAction.Resource.CPU, "1", "2");
            case "pause-rollout" -> new RolloutAction.PauseRollout(workload("scaled"), 600);
            case "resume-rollout" -> new RolloutAction.ResumeRollout(workload("paused"));
            case "set-autoscaler-bounds" ->
                new ScalingAction.SetAutoscalerBounds(workload("scaled"), "scaled", 1, 2, 1, 3, 600);
            case "set-config" -> new RolloutAction.SetConfig(CART, "flags", "basket", "new", "old", 600);
            case "delete-pod" -> new Action.DeletePod(target(pod()), "");
            case "evict-pod" -> new Action.EvictPod(target(pod()), "");
            case "quarantine-pod" -> new Action.QuarantinePod(target(pod()), "", 600);
            case "release-pod" -> new Action.ReleasePod(target("quarantined"), "");
            case "isolate-pod" -> new IsolationAction.IsolatePod(target("lonely"), "", 600);
            case "rejoin-pod" -> new IsolationAction.RejoinPod(target("isolated"), "");
            case "cordon" -> new Action.Cordon(node);
            case "uncordon" -> new Action.Uncordon(cordoned(node));
            case "drain" -> new Action.Drain(node);
            case "add-taint" -> new TaintAction.AddTaint(node, "traas.io/ill", "", effect, 600);
            case "remove-taint" -> new TaintAction.RemoveTaint(tainted(node), "traas.io/ill", "", effect);
            case "switch-service" ->
                new TrafficAction.SwitchService(CART, "cart", Map.of("app", "old"), Map.of("app", "cart"), 600);
            case "shift-http-route" ->
                new TrafficAction.ShiftHttpRoute(CART, "cart", Map.of("a", 1, "b", 1), Map.of("a", 0, "b", 1), 600);
            case "shift-virtual-service" ->
                new TrafficAction.ShiftVirtualService(
                        CART, "cart", Map.of("a", 50, "b", 50), Map.of("a", 0, "b", 100), 600);
            case "run-job" -> new JobAction.RunJob(CART, "clean-up");
            case "rerun-job" -> new JobAction.RerunJob(CART, "failed");
            case "delete-job" -> new JobAction.DeleteJob(CART, "old", uidOfJob("old"));
            case "suspend-cron-job" -> new JobAction.SuspendCronJob(CART, "clean-up", 600);
            case "resume-cron-job" -> new JobAction.ResumeCronJob(CART, "suspended");
            default -> throw new AssertionError("no example of " + name);
        };
    }

    private static void createWorld() {
        workload("cart", 2, "", "");
        workload("released", 1, "", "");
        workload("paused", 1, "'annotations':{'traas.io/paused':'true'},", "'paused':true,");
        workload("scaled", 1, "'annotations':{'traas.io/max-replicas':'3'},", "");
        create(
                "/apis/autoscaling/v2/namespaces/shop/horizontalpodautoscalers",
                "{'metadata':{'name':'scaled'},'spec':{'scaleTargetRef':{'apiVersion':'apps/v1','kind':'Deployment',"
                        + "'name':'scaled'},'minReplicas':1,'maxReplicas':2}}");
        create(core("configmaps"), "{'metadata':{'name':'flags'},'data':{'basket':'new'}}");
        create(
                core("services"),
                "{'metadata':{'name':'cart'},'spec':{'selector':{'app':'old'},'ports':[{'port':80}]}}");
        create(
                named("gateway.networking.k8s.io", "httproutes"),
                "{'metadata':{'name':'cart'},'spec':{'rules':[{'backendRefs':[{'name':'a'},{'name':'b'}]}]}}");
        create(
                named("networking.istio.io", "virtualservices"),
                "{'metadata':{'name':'cart'},'spec':{'http':[{'route':[{'destination':{'host':'a'},'weight':50},"
                        + "{'destination':{'host':'b'},'weight':50}]}]}}");
        String job = "{'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'main','image':'x:1'}]}}}";
        create(named("batch", "jobs"), "{'metadata':{'name':'old'},'spec':" + job + "}");
        create(named("batch", "jobs"), "{'metadata':{'name':'failed'},'spec':" + job + "}");
        JsonNode failed =
                Serialization.unmarshal(administrator.raw(named("batch", "jobs") + "/failed"), JsonNode.class);
        ((ObjectNode) failed)
                .putObject("status")
                .putArray("conditions")
                .addObject()
                .put("type", "Failed")
                .put("status", "True");
        administrator.raw(named("batch", "jobs") + "/failed/status", "PUT", failed.toString());
        String schedule = "'schedule':'0 0 1 1 *','jobTemplate':{'spec':" + job + "}}}";
        create(
                named("batch", "cronjobs"),
                "{'metadata':{'name':'clean-up','labels':{'traas.io/runbook':'true'}},'spec':{" + schedule);
        create(
                named("batch", "cronjobs"),
                "{'metadata':{'name':'suspended','annotations':{'traas.io/suspended':'true'}},'spec':{'suspend':true,"
                        + schedule);
        lonelyPod("lonely", "");
        lonelyPod("isolated", ",'labels':{'traas.io/isolated':'x'}");
        lonelyPod(
                "quarantined",
                ",'labels':{'traas.io/quarantined':'true'},"
                        + "'annotations':{'traas.io/quarantined-labels':'{\\'app\\':\\'other\\'}'}");
        awaitReady();
        administrator
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("released")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"release\":\"two\"}}}}}");
    }

    private static void workload(String name, int replicas, String metadata, String spec) {
        create(
                named("apps", "deployments"),
                "{'metadata':{" + metadata + "'name':'" + name + "'},'spec':{" + spec + "'replicas':" + replicas
                        + ",'selector':{'matchLabels':{'app':'" + name + "'}},'template':{'metadata':{'labels':{'app':'"
                        + name + "'}},'spec':{'containers':[{'name':'main','image':'x:1','resources':{'limits':"
                        + "{'cpu':'1'}}}]}}}}");
    }

    private static void lonelyPod(String name, String metadata) {
        String json = "{'metadata':{'name':'" + name + "'" + metadata
                + "},'spec':{'containers':[{'name':'main','image':'x:1'}]}}";
        administrator.raw(core("pods"), "POST", json.replace("\\'", "\\\"").replace('\'', '"'));
    }

    private static Target cordoned(Target node) {
        editNode(
                node.name(),
                "{\"metadata\":{\"annotations\":{\"traas.io/cordoned\":\"true\"}},\"spec\":{\"unschedulable\":true}}");
        return node;
    }

    private static Target tainted(Target node) {
        editNode(
                node.name(),
                "{\"metadata\":{\"annotations\":{\"traas.io/taints\":\"traas.io/ill=:PreferNoSchedule\"}},"
                        + "\"spec\":{\"taints\":[{\"key\":\"traas.io/ill\",\"effect\":\"PreferNoSchedule\"}]}}");
        return node;
    }

    private static void openNodes() {
        administrator
                .nodes()
                .list()
                .getItems()
                .forEach(node ->
                        editNode(node.getMetadata().getName(), "{\"spec\":{\"unschedulable\":null,\"taints\":null}}"));
    }

    private static void editNode(String name, String patch) {
        administrator.nodes().withName(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static StepResult carryOut(String token, Action action) {
        Clock clock = Clock.systemUTC();
        try (KubernetesClient client = client(token)) {
            KubernetesCluster cluster =
                    new KubernetesCluster(client, new ConfigMapSwitch(client, "traas-system"), clock);
            return cluster.carryOut(new Step(
                    action,
                    "",
                    "do-" + UUID.randomUUID(),
                    7,
                    Set.of(NAMESPACE),
                    clock.instant().plusSeconds(20)));
        }
    }

    private static KubernetesClient client(String token) {
        try {
            Path kubeconfig = Files.writeString(directory.resolve("kubeconfig"), practice.kubeconfig(token));
            return new ClusterAccess(kubeconfig.toString(), "", Duration.ofSeconds(10)).connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(String collection, String json) {
        administrator.raw(collection, "POST", json.replace('\'', '"'));
    }

    private static String core(String plural) {
        return "/api/v1/namespaces/" + NAMESPACE + "/" + plural;
    }

    private static String named(String group, String plural) {
        return "/apis/" + group + "/v1/namespaces/" + NAMESPACE + "/" + plural;
    }

    private static String uidOfJob(String name) {
        return Serialization.unmarshal(administrator.raw(named("batch", "jobs") + "/" + name), JsonNode.class)
                .at("/metadata/uid")
                .asText();
    }

    private static Target workload(String name) {
        return Target.deployment("practice", NAMESPACE, name);
    }

    private static Pod pod() {
        return administrator.pods().inNamespace(NAMESPACE).withLabel("app", "cart").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getSpec().getNodeName() != null)
                .findFirst()
                .orElseThrow();
    }

    private static Target target(Pod pod) {
        return target(pod.getMetadata().getName());
    }

    private static Target target(String pod) {
        return Target.pod("practice", NAMESPACE, pod);
    }

    private static void awaitReady() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            var deployment = administrator
                    .apps()
                    .deployments()
                    .inNamespace(NAMESPACE)
                    .withName("cart")
                    .get();
            return deployment.getStatus() != null
                    && deployment
                            .getSpec()
                            .getReplicas()
                            .equals(deployment.getStatus().getReadyReplicas());
        });
    }
}
