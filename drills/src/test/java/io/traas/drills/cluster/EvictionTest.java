package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static io.traas.drills.cluster.TestCluster.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.traas.drills.cluster.TestCluster.Answer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EvictionTest {

    private final FakeRuntime runtime = new FakeRuntime();
    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(runtime);
        test.createAvailable(deployment("cart", 3));
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void withoutABudgetAPodIsEvictedAndReplaced() {
        Pod pod = test.pods("cart").get(0);

        assertThat(test.client.pods().inNamespace(NAMESPACE).withName(name(pod)).evict())
                .isTrue();

        await().atMost(TestCluster.PATIENCE).until(() -> test.pod(name(pod)) == null);
        test.awaitRolledOut("cart");
    }

    @Test
    void aBudgetThatIsSpentRefusesWith429() {
        budget(3);
        Pod pod = test.pods("cart").get(0);

        Answer refused = evict(name(pod), "");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.text("/reason")).isEqualTo("TooManyRequests");
        assertThat(refused.text("/details/causes/0/reason")).isEqualTo("DisruptionBudget");
        assertThat(refused.text("/details/causes/0/message"))
                .isEqualTo("The disruption budget cart needs 3 healthy pods and has 3 currently");
        assertThat(refused.response().headers().firstValue("Retry-After")).isEmpty();
        assertThat(test.pod(name(pod)).getMetadata().getDeletionTimestamp()).isNull();
    }

    @Test
    void aBudgetAllowsTheNextEvictionWhenTheReplacementIsReady() {
        budget(2);
        Pod first = test.pods("cart").get(0);
        Pod second = test.pods("cart").get(1);

        assertThat(evict(name(first), "").status()).isEqualTo(201);

        await().atMost(TestCluster.PATIENCE)
                .until(() -> currentBudget().getStatus().getDisruptionsAllowed() == 1);
        assertThat(evict(name(second), "").status()).isEqualTo(201);
    }

    @Test
    void anEvictionRefusedForItsUidStillSpendsTheBudgetForAWhile() {
        budget(2);
        String pod = name(test.pods("cart").get(0));

        Answer refused = evict(pod, ",\"deleteOptions\":{\"preconditions\":{\"uid\":\"another\"}}");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(currentBudget().getStatus().getDisruptionsAllowed()).isZero();
        assertThat(currentBudget().getStatus().getDisruptedPods()).containsKey(pod);
        assertThat(evict(name(test.pods("cart").get(1)), "").status()).isEqualTo(429);
        await().atMost(TestCluster.PATIENCE)
                .until(() -> currentBudget().getStatus().getDisruptionsAllowed() == 1);
    }

    @Test
    void aDryRunObeysTheBudgetAndChangesNothing() {
        budget(2);
        Pod pod = test.pods("cart").get(0);
        String before = currentBudget().getMetadata().getResourceVersion();

        Answer allowed = test.send(
                "POST",
                "/api/v1/namespaces/" + NAMESPACE + "/pods/" + name(pod) + "/eviction?dryRun=All",
                "application/json",
                eviction(name(pod), ""));

        assertThat(allowed.status()).isEqualTo(201);
        assertThat(currentBudget().getMetadata().getResourceVersion()).isEqualTo(before);
        assertThat(test.pod(name(pod)).getMetadata().getDeletionTimestamp()).isNull();
    }

    private void budget(int minAvailable) {
        test.client
                .resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName("cart")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withMinAvailable(new IntOrString(minAvailable))
                        .withNewSelector()
                        .addToMatchLabels("app", "cart")
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
        await().atMost(TestCluster.PATIENCE)
                .until(() -> currentBudget().getStatus().getObservedGeneration() != null
                        && currentBudget().getStatus().getCurrentHealthy() == 3);
    }

    private PodDisruptionBudget currentBudget() {
        return test.client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .get();
    }

    private Answer evict(String pod, String options) {
        return test.send(
                "POST",
                "/api/v1/namespaces/" + NAMESPACE + "/pods/" + pod + "/eviction",
                "application/json",
                eviction(pod, options));
    }

    private static String eviction(String pod, String options) {
        return "{\"apiVersion\":\"policy/v1\",\"kind\":\"Eviction\",\"metadata\":{\"name\":\"" + pod
                + "\",\"namespace\":\"" + NAMESPACE + "\"}" + options + "}";
    }
}
