package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.traas.drills.cluster.AccessRules.Permission;
import io.traas.drills.cluster.TestCluster.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shipped admission policy, with the answers that were recorded from a real server for one like it. */
class FencePolicyTest {

    private static final String MERGE = "application/merge-patch+json";
    private static final String ADMIN = "admin-token";
    private static final String OURS = "our-token";
    private static final String CART = "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments/cart";
    private static final String CONFIG_MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        List<Permission> everything = List.of(new Permission("*", "*", "*", "*"));
        test = TestCluster.start(
                new FakeRuntime(),
                settings -> settings.withNodes(1)
                        .withAccess(AccessRules.everything()
                                .with(ADMIN, "ann", everything)
                                .with(OURS, "system:serviceaccount:traas-system:traas-remediation", everything)));
        test.client.resource(TestCluster.deployment("cart", 0).build()).create();
        for (String document :
                Files.readString(Path.of("..", "deploy", "fence.yaml")).split("\n---\n")) {
            JsonNode policy = Serialization.unmarshal(document, JsonNode.class);
            String plural = policy.path("kind").asText().endsWith("Binding")
                    ? "validatingadmissionpolicybindings"
                    : "validatingadmissionpolicies";
            Answer created = test.send(
                    "POST",
                    "/apis/admissionregistration.k8s.io/v1/" + plural,
                    "application/json",
                    policy.toString(),
                    ADMIN);
            assertThat(created.status()).as(created.body().toString()).isEqualTo(201);
        }
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void aLowerEpochIsRefusedInTheWordsOfARealServer() {
        assertThat(write("12", true, "1").status()).isEqualTo(200);

        Answer refused = write("9", true, "2");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/reason")).isEqualTo("Invalid");
        assertThat(refused.text("/message"))
                .isEqualTo(
                        "deployments.apps \"cart\" is forbidden: ValidatingAdmissionPolicy 'traas-fence' with binding"
                                + " 'traas-fence' denied request: fence 9 is older than 12");
        assertThat(refused.text("/details/kind")).isEqualTo("deployments");
        assertThat(refused.text("/details/causes/0/message")).startsWith("ValidatingAdmissionPolicy 'traas-fence'");
    }

    @Test
    void theSameEpochIsTakenOnlyFromAWriteThatSaysWhatItIsFor() {
        assertThat(write("12", false, "1").status()).isEqualTo(200);
        assertThat(write("12", true, "2").status()).isEqualTo(200);

        assertThat(write("12", false, "3").text("/message")).contains("traas.io/written-for does not name this fence");
    }

    @Test
    void aPatchThatLeavesTheFenceOutIsRefused() {
        write("12", true, "1");

        Answer refused =
                patch(CART, "{\"spec\":{\"replicas\":0},\"metadata\":{\"annotations\":{\"traas.io/intent\":\"x\"}}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/message")).contains("does not name this fence and the version that is changed");
    }

    @Test
    void anObjectWithoutAFenceNeedsOneFromUs() {
        assertThat(patch(CART, "{\"spec\":{\"replicas\":0}}").text("/message"))
                .contains("traas.io/fence is missing or no number");
        assertThat(write("abc", true, "1").text("/message")).contains("missing or no number");
        Answer created = test.send("POST", CONFIG_MAPS, "application/json", "{\"metadata\":{\"name\":\"made\"}}", OURS);
        assertThat(created.text("/message"))
                .startsWith("configmaps \"made\" is forbidden")
                .contains("missing");
    }

    @Test
    void theStopSwitchIsWrittenWithoutAFenceWhoeverFlipsIt() {
        String switches = "/api/v1/namespaces/traas-system/configmaps";
        test.send(
                "POST", "/api/v1/namespaces", "application/json", "{\"metadata\":{\"name\":\"traas-system\"}}", ADMIN);
        String body = "{\"metadata\":{\"name\":\"traas-stop\"},\"data\":{\"state\":\"run\"}}";
        Answer made = test.send("POST", switches, "application/json", body, OURS);
        assertThat(made.status()).as(made.body().toString()).isEqualTo(201);

        Answer stopped = test.send("PATCH", switches + "/traas-stop", MERGE, "{\"data\":{\"state\":\"stop\"}}", OURS);

        assertThat(stopped.status()).as(stopped.body().toString()).isEqualTo(200);
        assertThat(test.send("POST", CONFIG_MAPS, "application/json", body, OURS)
                        .status())
                .as("of that name elsewhere")
                .isEqualTo(422);
    }

    @Test
    void theScaleSubresourceIsRefusedWhateverRbacAllows() {
        Answer refused = patch(CART + "/scale", "{\"spec\":{\"replicas\":3}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.text("/message"))
                .isEqualTo("deployments.apps \"cart\" is forbidden: ValidatingAdmissionPolicy"
                        + " 'traas-no-unfenced-subresource' with binding 'traas-no-unfenced-subresource' denied"
                        + " request: this subresource can carry no fence, the object itself has to be written");
    }

    @Test
    void aDryRunIsRefusedToo() {
        write("12", true, "1");
        assertThat(test.send("PATCH", CART + "?dryRun=All", MERGE, body("11", true, "2"), OURS)
                        .status())
                .isEqualTo(422);
    }

    @Test
    void othersAndOtherKindsAreNotConcerned() {
        write("12", true, "1");
        assertThat(test.send("PATCH", CART, MERGE, "{\"spec\":{\"replicas\":0}}", ADMIN)
                        .status())
                .isEqualTo(200);
        assertThat(test.send("PATCH", CART + "/scale", MERGE, "{\"spec\":{\"replicas\":0}}", ADMIN)
                        .status())
                .isEqualTo(200);
        Answer lease = test.send(
                "POST",
                "/apis/coordination.k8s.io/v1/namespaces/" + NAMESPACE + "/leases",
                "application/json",
                "{\"metadata\":{\"name\":\"seat\"},\"spec\":{}}",
                OURS);
        assertThat(lease.status()).as(lease.body().toString()).isEqualTo(201);
    }

    private Answer write(String fence, boolean saysWhatFor, String value) {
        return patch(CART, body(fence, saysWhatFor, value));
    }

    private String body(String fence, boolean saysWhatFor, String value) {
        String version = test.send("GET", CART, "", "", ADMIN).text("/metadata/resourceVersion");
        String writtenFor = saysWhatFor ? ",\"traas.io/written-for\":\"" + fence + "/" + version + "\"" : "";
        return "{\"metadata\":{\"annotations\":{\"value\":\"" + value + "\",\"traas.io/fence\":\"" + fence + "\""
                + writtenFor + "}}}";
    }

    private Answer patch(String path, String body) {
        return test.send("PATCH", path, MERGE, body, OURS);
    }
}
