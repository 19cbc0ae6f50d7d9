package io.traas.drills.bank;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.traas.drills.bank.BankManifests.Workload;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BankManifestsTest {

    private final BankManifests manifests = new BankManifests(Path.of("/bank/book.txt"), "127.0.0.1:9");
    private final List<HasMetadata> objects = manifests.all();

    @Test
    void onlyTheBankAsksToBeHealed() {
        assertThat(of(Namespace.class)).allSatisfy(namespace -> {
            Map<String, String> labels = namespace.getMetadata().getLabels();
            boolean optedIn = labels != null && "auto".equals(labels.get("traas.io/autonomy"));
            assertThat(optedIn).isEqualTo(namespace.getMetadata().getName().equals(BankManifests.BANK));
        });
    }

    @Test
    void everyPodAsksToBeScrapedAndSaysWhenItIsReady() {
        assertThat(of(Deployment.class)).hasSize(7).allSatisfy(deployment -> {
            assertThat(deployment.getSpec().getTemplate().getMetadata().getAnnotations())
                    .containsEntry("prometheus.io/scrape", "true")
                    .containsEntry("prometheus.io/port", "8080")
                    .containsEntry("prometheus.io/path", "/metrics");
            Container container = containerOf(deployment);
            assertThat(container.getReadinessProbe().getPeriodSeconds()).isEqualTo(1);
            assertThat(container.getImage()).endsWith(":" + BankImages.FIRST_VERSION);
            assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        });
    }

    @Test
    void everyWorkloadHasABudgetOfOne() {
        assertThat(of(PodDisruptionBudget.class))
                .hasSize(7)
                .allSatisfy(budget -> assertThat(
                                budget.getSpec().getMaxUnavailable().getIntVal())
                        .isEqualTo(1));
    }

    @Test
    void whoCallsWhomIsSaidForTheGraphAndForTheReplicasAlike() {
        for (Workload workload : BankManifests.workloads()) {
            Map<String, String> annotations =
                    manifests.deployment(workload).getMetadata().getAnnotations();
            List<String> callees =
                    workload.calls().stream().map(role -> role.workload()).toList();
            assertThat(annotations.getOrDefault("traas.io/depends-on", "")).isEqualTo(String.join(",", callees));
            assertThat(manifests.config(workload).getData().values()).containsExactlyInAnyOrderElementsOf(callees);
        }
    }

    @Test
    void whereASurgeMayScaleTheRoomIsTwiceTheReplicas() {
        assertThat(BankManifests.workloads())
                .filteredOn(workload -> workload.maxReplicas() > 0)
                .isNotEmpty()
                .allSatisfy(workload -> assertThat(workload.maxReplicas()).isEqualTo(2 * workload.replicas()));
    }

    @Test
    void everyObjectHasANameOfItsOwn() {
        assertThat(objects)
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getNamespace() + "/"
                                + object.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    private static Container containerOf(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().get(0);
    }

    private <T> List<T> of(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
