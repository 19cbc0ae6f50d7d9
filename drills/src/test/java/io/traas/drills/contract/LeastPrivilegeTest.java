package io.traas.drills.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.drills.cluster.AccessRules;
import io.traas.drills.cluster.AccessRules.Permission;
import io.traas.drills.cluster.ClusterSettings;
import io.traas.drills.cluster.PracticeCluster;
import io.traas.drills.cluster.Write;
import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.kubernetes.ConfigMapSwitch;
import io.traas.remediation.kubernetes.KubernetesCluster;
import io.traas.remediation.kubernetes.Preflight;
import io.traas.remediation.kubernetes.rbac.Grants;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an account is told that lacks permissions, and that every write is signed and was tried dry before. */
class LeastPrivilegeTest {

    private static final String NAMESPACE = "shop";
    private static final Permission SWITCH = new Permission("get", "", "configmaps", NAMESPACE);

    private static final Path MANIFESTS = Path.of("..", "deploy");

    @TempDir
    private static Path directory;

    private static PracticeCluster practice;
    private static KubernetesClient administrator;

    @BeforeAll
    static void start() throws IOException {
        AccessRules rules = AccessRules.everything()
                .with("admin", "admin", List.of(new Permission("*", "*", "*", "*")))
                .with("nobody", "nobody", List.of());
        List<Permission> deletions = new ArrayList<>(List.of(SWITCH));
        Grants.of("delete-pod")
                .forEach(grant ->
                        deletions.add(new Permission(grant.verb(), grant.group(), grant.resource(), NAMESPACE)));
        rules = rules.with("delete-pods", "traas-delete-pods", deletions);
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
    void permissionsCanBeAppliedAgainWithoutTouchingTheStopSwitch() throws IOException {
        assertThat(Files.readString(MANIFESTS.resolve("stop-switch.yaml")))
                .contains("kind: RoleBinding")
                .doesNotContain("kind: ConfigMap");
        assertThat(Files.readString(MANIFESTS.resolve("once/stop-switch.yaml")))
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
                            "may not create pods/eviction: needed to ask for the pod to go, within its disruption budget");
        }
        try (Preflight preflight = new Preflight(client("admin"), NAMESPACE)) {
            assertThat(preflight.run(Autonomy.AUTO).lines().get(0)).startsWith("all ");
        }
    }

    @Test
    void everyWriteIsSignedAndWasTriedDryBefore() {
        StepResult done = carryOut("delete-pods", new Action.DeletePod(target(pod()), ""));
        assertThat(done.outcome()).as(done.detail()).isEqualTo(Outcome.SUCCEEDED);

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

    private static StepResult carryOut(String token, Action action) {
        Clock clock = Clock.systemUTC();
        try (KubernetesClient client = client(token)) {
            KubernetesCluster cluster = new KubernetesCluster(client, new ConfigMapSwitch(client, NAMESPACE), clock);
            return cluster.carryOut(new Step(
                    action,
                    "",
                    "do-" + UUID.randomUUID(),
                    1,
                    Set.of(NAMESPACE),
                    clock.instant().plusSeconds(20)));
        }
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
