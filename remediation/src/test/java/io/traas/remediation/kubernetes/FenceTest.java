package io.traas.remediation.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.model.Action;
import io.traas.model.Outcome;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.kubernetes.ScriptedServer.Answer;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What bars a request that an executor prepared before it was replaced, stopped or late. */
class FenceTest {

    private static final String CART_PATH = "/apis/apps/v1/namespaces/shop/deployments/cart";
    private static final String POD_PATH = "/api/v1/namespaces/shop/pods/cart-1";

    private final TestClock clock = new TestClock(Scene.NOON);
    private final Step restart = step(new Action.RestartWorkload(Scene.CART));
    private final Step delete = step(new Action.DeletePod(Scene.pod(Scene.CART, 1), "pod-uid"));
    private final Step evict = step(new Action.EvictPod(Scene.pod(Scene.CART, 1), "pod-uid"));
    private ScriptedServer server;
    private KubernetesClient client;
    private KubernetesCluster cluster;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        client = server.client();
        cluster = new KubernetesCluster(client, new ConfigMapSwitch(client, "traas-system"), clock, clock::advance);
        server.object(CART_PATH, deployment("6"));
        server.object(POD_PATH, pod("6"));
        server.object(
                "/api/v1/namespaces/traas-system/configmaps/traas-stop",
                "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"uid\":\"switch\"},\"data\":{\"state\":\"run\"}}");
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void theFenceRaisesTheEpochOfTheObjectItWasMadeForAndNothingElse() {
        assertThat(cluster.fence(restart).good()).isTrue();
        assertThat(cluster.fence(delete).good()).isTrue();

        assertThat(effects())
                .containsExactly(
                        "{\"metadata\":{\"uid\":\"u1\",\"resourceVersion\":\"5\",\"annotations\":{\"traas.io/fence\":\"7\",\"traas.io/written-for\":\"7/5\"}}}",
                        "{\"metadata\":{\"uid\":\"pod-uid\",\"resourceVersion\":\"5\",\"annotations\":{\"traas.io/fence\":\"7\",\"traas.io/written-for\":\"7/5\"}}}");
    }

    @Test
    void aPodThatIsGoneNeedsNoFence() {
        server.object(POD_PATH, pod("6").replace("pod-uid", "another"));

        assertThat(cluster.fence(delete).good()).isTrue();
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void aWorkloadThatIsGoneOrAnotherCannotBeFenced() {
        server.object(CART_PATH, deployment("6").replace("u1", "another"));
        assertThat(cluster.fence(restart).reason()).isEqualTo(Reason.CHANGED);
        assertThat(cluster.fence(step(new Action.RestartWorkload(Scene.ORDERS))).reason())
                .isEqualTo(Reason.NOT_FOUND);
    }

    @Test
    void aFenceThatTheServerRefusesIsNoFence() {
        server.onDryRun(Answer.refusal(403, "Forbidden", "no verb patch"));
        assertThat(cluster.fence(restart).reason()).isEqualTo(Reason.FORBIDDEN);

        server.onWrite(Answer.silence());
        assertThat(cluster.fence(restart).outcome()).isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    void whatALaterExecutorHasMarkedIsLeftAlone() {
        server.object(CART_PATH, deployment("8"));
        server.object(POD_PATH, pod("8"));

        for (Step step : List.of(restart, delete, evict)) {
            assertThat(cluster.carryOut(step).reason()).isEqualTo(Reason.FENCED);
            assertThat(cluster.fence(step).reason()).isEqualTo(Reason.FENCED);
        }
        assertThat(server.writes()).isEmpty();
    }

    @Test
    void deletionsAndEvictionsAreForTheVersionThatWasLookedAt() {
        cluster.carryOut(delete);
        cluster.carryOut(evict);

        assertThat(effects())
                .hasSize(2)
                .allSatisfy(body ->
                        assertThat(body).contains("\"preconditions\":{\"uid\":\"pod-uid\",\"resourceVersion\":\"5\"}"));
    }

    @Test
    void aRequestThatMeetsTheFenceIsNotSentAgain() {
        KubernetesCluster paused = cluster.under(Mandate.unlimited(), at(CrashPoint.BEFORE_SEND, () -> {
            server.object(CART_PATH, deployment("8"));
            server.onWrite(Answer.refusal(409, "Conflict", "the object has been modified"));
        }));

        StepResult result = paused.carryOut(restart);

        assertThat(result.reason()).isEqualTo(Reason.FENCED);
        assertThat(server.writesWithEffect()).hasSize(1);
    }

    @Test
    void nothingIsSentAfterItsDeadlineHoweverLongTheDryRunTook() {
        server.onDryRun(Answer.ok().after(() -> clock.advance(Duration.ofMinutes(1))));

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(result.reason()).isEqualTo(Reason.TOO_LATE);
        assertThat(server.writesWithEffect()).isEmpty();
    }

    @Test
    void nothingIsSentOnceTheMandateIsLost() {
        boolean[] held = {true};
        server.onDryRun(Answer.ok().after(() -> held[0] = false));
        KubernetesCluster mine = cluster.under(
                () -> {
                    if (!held[0]) {
                        throw new TenureLostException("another acts", null);
                    }
                },
                CrashPoints.none());

        assertThatThrownBy(() -> mine.carryOut(restart)).isInstanceOf(TenureLostException.class);
        assertThatThrownBy(() -> mine.fence(restart)).isInstanceOf(TenureLostException.class);
        assertThat(server.writesWithEffect()).isEmpty();
    }

    private List<String> effects() {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < server.writes().size(); i++) {
            String line = server.writes().get(i);
            if (!line.contains("dryRun=All") && !line.contains("/events")) {
                bodies.add(server.bodies().get(i));
            }
        }
        return bodies;
    }

    private static CrashPoints at(CrashPoint point, Runnable happens) {
        return passing -> {
            if (passing == point) {
                happens.run();
            }
        };
    }

    private static Step step(Action action) {
        String uid = action.target().is("Pod") ? "pod-uid" : "u1";
        return new Step(action, uid, "do-1", 7, Set.of("shop"), Scene.NOON.plusSeconds(30));
    }

    private static String deployment(String fence) {
        return "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"cart\",\"namespace\":\"shop\","
                + "\"uid\":\"u1\",\"resourceVersion\":\"5\",\"annotations\":{\"traas.io/fence\":\"" + fence + "\"}},"
                + "\"spec\":{\"replicas\":3}}";
    }

    private static String pod(String fence) {
        return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"cart-1\",\"namespace\":\"shop\","
                + "\"uid\":\"pod-uid\",\"resourceVersion\":\"5\",\"annotations\":{\"traas.io/fence\":\"" + fence
                + "\"},"
                + "\"ownerReferences\":[{\"kind\":\"ReplicaSet\",\"name\":\"cart-x\",\"uid\":\"rs\",\"controller\":true}]},"
                + "\"spec\":{\"nodeName\":\"n1\"},\"status\":{\"phase\":\"Running\"}}";
    }
}
