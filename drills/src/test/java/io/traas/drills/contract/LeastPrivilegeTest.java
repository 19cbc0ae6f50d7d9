package io.traas.drills.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.traas.drills.cluster.AccessRules;
import io.traas.drills.cluster.AccessRules.Permission;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.drills.cluster.Write;
import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.kubernetes.ConfigMapSwitch;
import io.traas.remediation.kubernetes.KubernetesCluster;
import io.traas.remediation.kubernetes.Preflight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each family of actions works with exactly the permissions its file in {@code deploy/act} grants, and with the writing
 * one taken away is refused by name.
 */
class LeastPrivilegeTest {

    private static final String NAMESPACE = "shop";
    private static final Permission SWITCH = new Permission("get", "", "configmaps", NAMESPACE);
    private static final Target SHOP = Target.deployment("practice", NAMESPACE, "cart");

    private static final Path ROLES = Path.of("..", "deploy", "act");

    @TempDir
    private static Path directory;

    private static PracticeCluster practice;
    private static KubernetesClient administrator;

    @BeforeAll
    static void start() throws IOException {
        AccessRules rules = AccessRules.everything()
                .with("admin", "admin", List.of(new Permission("*", "*", "*", "*")))
                .with("nobody", "nobody", List.of());
        List<Permission> evictions = granted("evict-pods", NAMESPACE);
        Map<String, List<Permission>> roles = Map.of(
                "workloads", granted("workloads", NAMESPACE),
                "evict-pods", evictions,
                "delete-pods", granted("delete-pods", NAMESPACE),
                "quarantine-pods", granted("quarantine-pods", NAMESPACE),
                "nodes",
                        Stream.concat(granted("nodes", "*").stream(), evictions.stream())
                                .toList());
        for (Map.Entry<String, List<Permission>> role : roles.entrySet()) {
            List<Permission> all = new ArrayList<>(role.getValue());
            all.add(SWITCH);
            rules = rules.with(role.getKey(), "traas-" + role.getKey(), all);
            List<Permission> readOnly = all.stream()
                    .filter(p -> Set.of("get", "list").contains(p.verb()))
                    .toList();
            rules = rules.with(role.getKey() + "-readonly", "traas-" + role.getKey(), readOnly);
        }
        practice = new PracticeCluster(
                ClusterSettings.of(image -> Optional.of(List.of("sleep", "3600")), directory.resolve("cluster"))
                        .withAccess(rules));
        administrator = client("admin");
        administrator
                .namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        administrator
                .configMaps()
                .inNamespace(NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(ConfigMapSwitch.NAME)
                        .endMetadata()
                        .addToData("state", "run")
                        .build())
                .create();
        deploy();
    }

    @AfterAll
    static void stop() {
        administrator.close();
        practice.close();
    }

    @Test
    void workloads() {
        check("workloads", () -> new Action.RestartWorkload(SHOP));
        int replicas = administrator
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .get()
                .getSpec()
                .getReplicas();
        check("workloads", () -> new Action.Scale(SHOP, replicas, replicas + 1));
    }

    @Test
    void evictPods() {
        check(
                "evict-pods",
                () -> new Action.EvictPod(target(pod()), pod().getMetadata().getUid()));
    }

    @Test
    void deletePods() {
        check("delete-pods", () -> new Action.DeletePod(target(pod()), ""));
    }

    @Test
    void quarantinePods() {
        check("quarantine-pods", () -> new Action.QuarantinePod(target(pod()), ""));
    }

    @Test
    void nodes() {
        Target node = Target.node("practice", pod().getSpec().getNodeName());
        check("nodes", () -> new Action.Drain(node));
        administrator
                .nodes()
                .withName(node.name())
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), "{\"spec\":{\"unschedulable\":null}}");
    }

    @Test
    void permissionsCanBeAppliedAgainWithoutTouchingTheStopSwitch() throws IOException {
        assertThat(Files.readString(ROLES.resolveSibling("stop-switch.yaml")))
                .contains("kind: RoleBinding")
                .doesNotContain("kind: ConfigMap");
        assertThat(Files.readString(ROLES.resolveSibling("stop-switch-initial.yaml")))
                .contains("kind: ConfigMap", "name: " + ConfigMapSwitch.NAME);
    }

    @Test
    void anAccountWithoutPermissionsIsToldWhatItLacks() {
        try (Preflight preflight = new Preflight(client("nobody"), NAMESPACE)) {
            Preflight.Report report = preflight.run(Autonomy.AUTO);

            assertThat(report.problem()).isEmpty();
            assertThat(report.missing()).hasSize(report.asked());
            assertThat(report.lines())
                    .contains(
                            "may not list pods: needed to see what runs",
                            "may not create pods/eviction: needed to evict pods and drain nodes");
        }
        try (Preflight preflight = new Preflight(client("admin"), NAMESPACE)) {
            assertThat(preflight.run(Autonomy.AUTO).lines().get(0)).startsWith("all ");
        }
    }

    @Test
    void everyWriteIsSignedAndWasTriedDryBefore() {
        check("delete-pods", () -> new Action.DeletePod(target(pod()), ""));

        List<Write> ours = practice.writes().stream()
                .filter(write -> write.userAgent().startsWith("traas"))
                .filter(write -> !write.resource().equals("events"))
                .filter(write -> write.resource().equals("pods") && write.verb().equals("delete"))
                .toList();
        assertThat(ours)
                .anyMatch(Write::tookEffect)
                .allMatch(write -> write.fieldManager().equals("traas"));
        Map<String, Boolean> triedDry = new HashMap<>();
        for (Write write : ours) {
            if (write.dryRun()) {
                triedDry.put(write.name(), true);
            } else {
                assertThat(triedDry)
                        .as("dry run before the write to %s", write.name())
                        .containsKey(write.name());
            }
        }
    }

    /** Refused by name without the writing permission, done with it. */
    private static void check(String role, Supplier<Action> action) {
        awaitReady();
        StepResult refused = carryOut(role + "-readonly", action.get());
        assertThat(refused.outcome()).as(refused.detail()).isEqualTo(Outcome.DENIED);
        assertThat(refused.reason()).as(refused.detail()).isEqualTo(Reason.FORBIDDEN);
        assertThat(refused.detail()).contains("traas-" + role).contains("cannot");

        StepResult fenced = onCluster(role, cluster -> cluster.fence(step(action.get())));
        assertThat(fenced.outcome()).as(fenced.detail()).isEqualTo(Outcome.SUCCEEDED);
        StepResult done = carryOut(role, action.get());
        assertThat(done.outcome()).as(done.detail()).isEqualTo(Outcome.SUCCEEDED);
    }

    private static StepResult carryOut(String token, Action action) {
        return onCluster(token, cluster -> cluster.carryOut(step(action)));
    }

    private static StepResult onCluster(String token, Function<KubernetesCluster, StepResult> call) {
        try (KubernetesClient client = client(token)) {
            return call.apply(new KubernetesCluster(client, new ConfigMapSwitch(client, NAMESPACE), Clock.systemUTC()));
        }
    }

    private static Step step(Action action) {
        Instant deadline = Clock.systemUTC().instant().plusSeconds(20);
        return new Step(action, "", "do-" + UUID.randomUUID(), 1, Set.of(NAMESPACE), deadline);
    }

    /** What the ClusterRole in this file grants when it is bound there. */
    private static List<Permission> granted(String file, String namespace) throws IOException {
        String role = Files.readString(ROLES.resolve(file + ".yaml")).split("\n---", 2)[0];
        List<Permission> permissions = new ArrayList<>();
        for (JsonNode rule : Serialization.unmarshal(role, JsonNode.class).path("rules")) {
            for (JsonNode group : rule.path("apiGroups")) {
                for (JsonNode resource : rule.path("resources")) {
                    for (JsonNode verb : rule.path("verbs")) {
                        permissions.add(new Permission(verb.asText(), group.asText(), resource.asText(), namespace));
                    }
                }
            }
        }
        assertThat(permissions).as("rules of %s", file).isNotEmpty();
        return permissions;
    }

    private static KubernetesClient client(String token) {
        try {
            Path kubeconfig = Files.writeString(directory.resolve(token + ".kubeconfig"), practice.kubeconfig(token));
            return new ClusterAccess(kubeconfig.toString(), "", Duration.ofSeconds(10)).connect();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Pod pod() {
        return administrator.pods().inNamespace(NAMESPACE).withLabel("app", "cart").list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow();
    }

    private static Target target(Pod pod) {
        return Target.pod("practice", NAMESPACE, pod.getMetadata().getName());
    }

    private static void deploy() {
        Map<String, String> labels = Map.of("app", "cart");
        administrator
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName("cart")
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(2)
                        .withNewSelector()
                        .withMatchLabels(labels)
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(labels)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage("sleeper:1")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        awaitReady();
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
