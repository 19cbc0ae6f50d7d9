package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static io.traas.drills.cluster.TestCluster.deployment;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WriteLogTest {

    private static final String CART = "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments/cart";
    private static final String MERGE = "application/merge-patch+json";

    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(new FakeRuntime());
        test.createAvailable(deployment("cart", 1));
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void everyWritingRequestIsKeptWithWhoSentItAndHowItEnded() {
        int before = test.cluster.writes().size();

        test.send("PATCH", CART + "/scale?fieldManager=traas", MERGE, "{\"spec\":{\"replicas\":2}}");
        test.send("PATCH", CART + "?dryRun=All", MERGE, "{\"spec\":{\"replicas\":3}}");
        test.send("PATCH", CART, MERGE, "{\"spec\":{\"replicas\":-1}}");
        test.get(CART);

        List<Write> writes = test.cluster.writes();
        assertThat(writes.subList(before, writes.size()))
                .satisfiesExactly(
                        scale -> {
                            assertThat(scale.fieldManager()).isEqualTo("traas");
                            assertThat(scale.userAgent()).isEqualTo("curl/8.0");
                            assertThat(scale.verb()).isEqualTo("patch");
                            assertThat(scale.resource()).isEqualTo("deployments");
                            assertThat(scale.namespace()).isEqualTo(NAMESPACE);
                            assertThat(scale.name()).isEqualTo("cart");
                            assertThat(scale.subresource()).isEqualTo("scale");
                            assertThat(scale.tookEffect()).isTrue();
                        },
                        dryRun -> {
                            assertThat(dryRun.dryRun()).isTrue();
                            assertThat(dryRun.tookEffect()).isFalse();
                        },
                        refused -> {
                            assertThat(refused.status()).isEqualTo(422);
                            assertThat(refused.tookEffect()).isFalse();
                        });
    }

    @Test
    void aDeletionWithOptionsInItsBodyIsADryRunOnlyWhenTheySaySo() {
        String json = "application/json";
        test.send("DELETE", CART, json, "{\"kind\":\"DeleteOptions\",\"dryRun\":[\"All\"]}");
        assertThat(test.get(CART).status()).isEqualTo(200);

        test.send("DELETE", CART + "?dryRun=All", json, "{\"kind\":\"DeleteOptions\"}");

        assertThat(test.get(CART).status()).isEqualTo(404);
    }

    @Test
    void theLogHoldsNothingOfTheClustersOwnDoing() {
        assertThat(test.cluster.writes())
                .allMatch(write -> write.userAgent().startsWith("fabric8"))
                .extracting(Write::resource)
                .containsOnly("namespaces", "deployments");
    }

    @Test
    void anObjectTellsWhoChangedWhichField() {
        test.send("PATCH", CART + "?fieldManager=traas", MERGE, "{\"spec\":{\"replicas\":2}}");
        test.send("PATCH", CART, MERGE, "{\"metadata\":{\"annotations\":{\"note\":\"by hand\"}}}");

        Deployment cart = test.client
                .apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("cart")
                .get();
        assertThat(owner(cart, "traas")).contains("f:replicas");
        assertThat(owner(cart, "curl")).contains("f:note");
        assertThat(owner(cart, "fabric8-kubernetes-client"))
                .contains("f:template")
                .doesNotContain("f:replicas=");
        assertThat(cart.getMetadata().getManagedFields())
                .extracting(ManagedFieldsEntry::getManager)
                .contains("kube-controller-manager");
    }

    private static String owner(Deployment deployment, String manager) {
        return deployment.getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getManager().equals(manager))
                .map(entry -> entry.getFieldsV1().getAdditionalProperties().toString())
                .findFirst()
                .orElse("nothing");
    }
}
