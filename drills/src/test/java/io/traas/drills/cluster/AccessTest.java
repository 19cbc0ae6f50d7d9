package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.cluster.AccessRules.Permission;
import io.traas.drills.cluster.TestCluster.Answer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final String USER = "system:serviceaccount:store:reader";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments";

    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(
                new FakeRuntime(),
                settings -> settings.withNodes(1)
                        .withAccess(AccessRules.everything()
                                .with(
                                        "reader-token",
                                        USER,
                                        List.of(
                                                new Permission("get", "apps", "deployments", NAMESPACE),
                                                new Permission("list", "apps", "deployments", NAMESPACE)))));
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void whatIsNotAllowedIsForbiddenWhetherItExistsOrNot() {
        Answer refused =
                test.send("PATCH", DEPLOYMENTS + "/absent", "application/merge-patch+json", "{}", "reader-token");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/message"))
                .isEqualTo("deployments.apps \"absent\" is forbidden: User \"" + USER
                        + "\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"store\"");
    }

    @Test
    void subresourcesAndTheClusterScopeNeedTheirOwnPermission() {
        assertThat(test.send("GET", DEPLOYMENTS + "/cart/scale", "", "", "reader-token")
                        .text("/message"))
                .contains("cannot get resource \"deployments/scale\"");
        assertThat(test.send("GET", "/apis/apps/v1/deployments", "", "", "reader-token")
                        .text("/message"))
                .isEqualTo("deployments.apps is forbidden: User \"" + USER
                        + "\" cannot list resource \"deployments\" in API group \"apps\" at the cluster scope");
    }

    @Test
    void whatIsAllowedIsAnswered() {
        assertThat(test.send("GET", DEPLOYMENTS, "", "", "reader-token").status())
                .isEqualTo(200);
        assertThat(test.send("GET", DEPLOYMENTS + "/absent", "", "", "reader-token")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aForbiddenWatchIsRefusedBeforeAnyEvent() {
        Answer refused = test.send("GET", DEPLOYMENTS + "?watch=true", "", "", "reader-token");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text("/message")).contains("cannot watch resource \"deployments\"");
    }

    @Test
    void nobodyIsForbiddenAndAWrongTokenUnauthorized() {
        assertThat(test.get(DEPLOYMENTS).text("/message")).contains("User \"system:anonymous\" cannot list");
        assertThat(test.send("GET", DEPLOYMENTS, "", "", "wrong").status()).isEqualTo(401);
    }

    @Test
    void aClientCanAskWhatItMayDo() {
        assertThat(review("get", "")).isTrue();
        assertThat(review("patch", "")).isFalse();
        assertThat(review("get", "scale")).isFalse();
    }

    private boolean review(String verb, String subresource) {
        Answer answer = test.send(
                "POST",
                "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "application/json",
                "{\"spec\":{\"resourceAttributes\":{\"namespace\":\"store\",\"group\":\"apps\",\"resource\":\"deployments\""
                        + ",\"verb\":\"" + verb + "\",\"subresource\":\"" + subresource + "\"}}}",
                "reader-token");
        assertThat(answer.status()).isEqualTo(201);
        return answer.body().at("/status/allowed").asBoolean();
    }
}
