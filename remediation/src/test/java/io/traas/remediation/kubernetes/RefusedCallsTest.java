package io.traas.remediation.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.kubernetes.ScriptedServer.Answer;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusedCallsTest {

    private static final Target CART = Scene.CART;
    private static final String CART_PATH = "/apis/apps/v1/namespaces/shop/deployments/cart";
    private static final String POD_PATH = "/api/v1/namespaces/shop/pods/cart-1";
    private static final String SWITCH_PATH = "/api/v1/namespaces/traas-system/configmaps/traas-stop";

    private final TestClock clock = new TestClock(Scene.NOON);
    private final Step restart = step(new Action.RestartWorkload(CART));
    private final Step evict = step(new Action.EvictPod(Scene.pod(CART, 1), "pod-uid"));
    private ScriptedServer server;
    private KubernetesClient client;
    private KubernetesCluster cluster;

    @BeforeEach
    void start() throws IOException {
        server = new ScriptedServer();
        client = server.client();
        cluster = new KubernetesCluster(client, new ConfigMapSwitch(client, "traas-system"), clock, clock::advance);
        server.object(CART_PATH, deployment(""));
        server.object(POD_PATH, pod());
        server.object(SWITCH_PATH, switchIn("run"));
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "400, BadRequest, INVALID",
        "401, Unauthorized, UNAUTHORIZED",
        "403, Forbidden, FORBIDDEN",
        "404, NotFound, NOT_FOUND",
        "422, Invalid, INVALID"
    })
    void aRefusalIsDeniedWithItsReasonAndTheServersWords(int status, String word, Reason reason) {
        server.onDryRun(Answer.refusal(status, word, "the server says no to this"));

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.detail()).contains("the server says no to this").doesNotContain("\n");
        assertThat(server.writesWithEffect()).isEmpty();
    }

    @Test
    void everyWriteIsTriedDryFirstAndSignsWithItsName() {
        assertThat(cluster.carryOut(restart).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(server.writes().get(0))
                .startsWith("PATCH " + CART_PATH)
                .contains("dryRun=All")
                .contains("fieldManager=traas");
        assertThat(server.writes().get(1)).startsWith("PATCH " + CART_PATH).doesNotContain("dryRun");
        assertThat(server.writes().get(2)).startsWith("POST /api/v1/namespaces/shop/events");
    }

    @Test
    void theDryRunOfADeletionIsAskedForInItsOptionsWhichTheServerReadsInsteadOfTheQuery() {
        cluster.carryOut(step(new Action.DeletePod(Scene.pod(CART, 1), "pod-uid")));

        assertThat(server.writes().get(0)).startsWith("DELETE " + POD_PATH);
        assertThat(server.bodies().get(0)).contains("\"dryRun\":[\"All\"]", "\"uid\":\"pod-uid\"");
        assertThat(server.writes().get(1)).startsWith("DELETE " + POD_PATH);
        assertThat(server.bodies().get(1)).doesNotContain("dryRun").contains("\"uid\":\"pod-uid\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespace.shop", "runbook.bad-release", "cluster.test"})
    void aStopOfItsPartThatComesBetweenDryRunAndRequestBarsTheRequest(String part) {
        String stopped = switchIn("run")
                .replace(
                        "\"state\"",
                        "\"" + part + "\":\"{\\\"state\\\":\\\"stop\\\",\\\"by\\\":\\\"ann\\\"}\",\"state\"");
        server.onDryRun(Answer.ok().after(() -> server.object(SWITCH_PATH, stopped)));

        StepResult result = cluster.carryOut(new Step(
                restart.action(),
                "",
                "do-1",
                7,
                Set.of("shop"),
                Scene.NOON.plus(Duration.ofSeconds(30)),
                "bad-release"));

        assertThat(result.reason()).isEqualTo(Reason.STOPPED);
        assertThat(result.detail()).contains("ann");
        assertThat(server.writesWithEffect()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"namespace.elsewhere", "runbook.other", "cluster.other"})
    void aStopOfAnotherPartBarsNothing(String part) {
        server.object(
                SWITCH_PATH,
                switchIn("run").replace("\"state\"", "\"" + part + "\":\"{\\\"state\\\":\\\"stop\\\"}\",\"state\""));

        assertThat(cluster.carryOut(restart).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aSwitchFlippedAfterTheDryRunStillStopsTheWrite() {
        server.onDryRun(Answer.ok().after(() -> server.object(SWITCH_PATH, switchIn("stop"))));

        StepResult result = cluster.carryOut(restart);

        assertThat(result.reason()).isEqualTo(Reason.STOPPED);
        assertThat(server.writesWithEffect()).isEmpty();
    }

    @Test
    void aSwitchOutOfReachStopsTheWrite() {
        server.object(SWITCH_PATH, "not even json");

        assertThat(cluster.stopSwitch().position()).isEqualTo(SwitchState.Position.UNREADABLE);
        assertThat(cluster.carryOut(restart).reason()).isEqualTo(Reason.STOPPED);
    }

    @Test
    void aConflictIsTriedAgainFromAFreshLook() {
        server.onWrite(Answer.refusal(409, "Conflict", "the object has been modified"));

        assertThat(cluster.carryOut(restart).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(server.writesWithEffect()).hasSize(2);
    }

    @Test
    void aRollBackDuringARollOutMeetsConflictsAndTriesAgain() {
        server.object(CART_PATH, release("Deployment", "cart", "u1", 2));
        server.object(
                "/apis/apps/v1/namespaces/shop/replicasets",
                "{\"kind\":\"ReplicaSetList\",\"apiVersion\":\"apps/v1\",\"items\":["
                        + release("ReplicaSet", "cart-one", "u2", 1) + "]}");
        server.onWrite(Answer.refusal(409, "Conflict", "the object has been modified"));

        StepResult result = cluster.carryOut(step(new Action.RollBack(CART, 2, 1)));

        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(server.writesWithEffect()).hasSize(2);
        // A failed test is a 422, which nobody tries again; a stale version is a 409.
        assertThat(server.bodies().get(0))
                .contains("{\"op\":\"replace\",\"path\":\"/metadata/resourceVersion\",\"value\":\"5\"}");
    }

    @Test
    void anObjectThatNeverHoldsStillIsGivenUp() {
        for (int i = 0; i < 20; i++) {
            server.onDryRun(Answer.refusal(409, "Conflict", "the object has been modified"));
        }

        StepResult result = cluster.carryOut(restart);

        assertThat(result.reason()).isEqualTo(Reason.CHANGED);
        assertThat(server.writes()).hasSizeLessThan(20);
    }

    @Test
    void anEvictionThatIsHeldBackIsTriedAgainAndNeverReplacedByADelete() {
        for (int i = 0; i < 100; i++) {
            server.onDryRun(Answer.refusal(429, "TooManyRequests", "Cannot evict pod"));
        }

        StepResult result = cluster.carryOut(evict);

        assertThat(result.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(clock.instant()).isAfter(Scene.NOON.plusSeconds(20)).isBeforeOrEqualTo(evict.deadline());
        assertThat(server.writes()).hasSizeGreaterThan(5).allMatch(line -> line.contains("/eviction?"));
    }

    @Test
    void anEvictionThatIsHeldBackForAMomentSucceedsLater() {
        server.onDryRun(Answer.refusal(429, "TooManyRequests", "Cannot evict pod"));

        assertThat(cluster.carryOut(evict).outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(server.writesWithEffect()).hasSize(1);
    }

    /** A real server takes its own version for the precondition then. */
    @Test
    void anEvictionOfAPodThatIsNotReadyIsNotBarredByAMark() {
        assertThat(cluster.fence(evict).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(cluster.fence(step(new Action.DeletePod(Scene.pod(CART, 1), "pod-uid")))
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);

        server.object(
                POD_PATH,
                pod().replace(
                                "\"phase\":\"Running\"",
                                "\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]"));
        assertThat(cluster.fence(evict).outcome()).isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void aPodThatVanishesBeforeTheRequestIsGone() {
        server.onDryRun(Answer.refusal(404, "NotFound", "pods \"cart-1\" not found"));
        assertThat(cluster.carryOut(evict).outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void aDrainThatRunsOutOfTimeOpensTheNodeWithinIt() {
        server.object("/api/v1/nodes/n1", node(false));
        server.object("/api/v1/pods", "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[" + pod() + "]}");
        server.onDryRun(Answer.ok().after(() -> server.object("/api/v1/nodes/n1", node(true))));
        // With a second between rounds they end 25 of the 30 s after the begin; the next one is not tried.
        server.onDryRun(heldForLong(), heldForLong(), heldForLong(), heldForLong(), heldForLong());

        StepResult result = cluster.carryOut(step(new Action.Drain(Scene.node(1))));

        assertThat(result.reason()).as(result.detail()).isEqualTo(Reason.BUDGET);
        assertThat(result.detail()).contains("it is open again");
        assertThat(clock.instant()).isBeforeOrEqualTo(evict.deadline());
    }

    /** Each try at an eviction takes its time. */
    private Answer heldForLong() {
        return Answer.refusal(429, "TooManyRequests", "Cannot evict pod")
                .after(() -> clock.advance(Duration.ofSeconds(4)));
    }

    private static String node(boolean closedByUs) {
        return "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n1\",\"uid\":\"node-uid\","
                + "\"resourceVersion\":\"5\""
                + (closedByUs ? ",\"annotations\":{\"traas.io/intent\":\"do-1\",\"traas.io/cordoned\":\"true\"}" : "")
                + "},\"spec\":{\"unschedulable\":" + closedByUs + "}}";
    }

    @Test
    void aDrainMovesPodsOfDeploymentsOnlyAndNamesTheOthers() {
        server.object(
                "/api/v1/nodes/n1",
                "{\"kind\":\"Node\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"n1\",\"uid\":\"node-uid\","
                        + "\"resourceVersion\":\"5\"},\"spec\":{\"unschedulable\":true}}");
        server.object(
                "/api/v1/pods",
                "{\"kind\":\"PodList\",\"apiVersion\":\"v1\",\"items\":[" + pod() + "," + pod("db-0", "StatefulSet")
                        + "," + pod("agent-x", "DaemonSet") + "]}");

        StepResult result = cluster.carryOut(step(new Action.Drain(Scene.node(1))));

        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(result.detail()).contains("moved 1 pods", "shop/db-0").doesNotContain("agent-x");
        assertThat(server.writes())
                .filteredOn(line -> line.contains("/eviction"))
                .isNotEmpty()
                .allMatch(line -> line.contains("/cart-1/"));
    }

    @Test
    void aServerErrorBeforeTheRequestIsAFailure() {
        server.onDryRun(Answer.refusal(500, "InternalError", "etcd is slow"));

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.reason()).isEqualTo(Reason.SERVER_ERROR);
        assertThat(server.writesWithEffect()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 504})
    void aServerErrorToTheRequestLeavesDoubtForItMayBeCommittedLater(int status) {
        server.onWrite(Answer.refusal(status, "InternalError", "etcdserver: request timed out"));

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(result.detail()).contains("etcdserver: request timed out");
        assertThat(server.writesWithEffect()).hasSize(1);
    }

    @Test
    void aLostAnswerWhoseEffectIsThereIsASuccess() {
        server.onWrite(Answer.silence().after(() -> server.object(CART_PATH, deployment(restart.idempotencyKey()))));

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(server.writesWithEffect()).hasSize(1);
    }

    @Test
    void aLostAnswerWithoutProofIsUnknownAndNotSentAgain() {
        server.onWrite(Answer.silence());

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).as(result.detail()).isEqualTo(Outcome.UNKNOWN);
        assertThat(server.writesWithEffect()).hasSize(1);
    }

    @Test
    void aServerThatIsAwayIsUnreachable() {
        server.close();

        StepResult result = cluster.carryOut(restart);

        assertThat(result.outcome()).isEqualTo(Outcome.DENIED);
        assertThat(result.reason()).isEqualTo(Reason.STOPPED);
        assertThat(cluster.trace(restart)).isEqualTo(Trace.UNCLEAR);
    }

    @Test
    void thePreflightNamesWhatIsMissingAndWhatFor() {
        for (int i = 0; i < 30; i++) {
            server.onWrite(new Answer(
                    201,
                    "{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\","
                            + "\"status\":{\"allowed\":" + (i != 1) + "}}",
                    () -> {}));
        }
        Preflight.Report report = new Preflight(client, "traas-system").run(Autonomy.OBSERVE);

        assertThat(report.allows(Preflight.Purpose.OBSERVE)).isFalse();
        assertThat(report.lines()).containsExactly("may not list pods: needed to see what runs");
    }

    @Test
    void thePreflightAsksForActingInEachNamespaceThatOptedInAndForTheSwitchByName() {
        server.object(
                "/api/v1/namespaces",
                "{\"kind\":\"NamespaceList\",\"apiVersion\":\"v1\",\"items\":[" + namespace("shop", "auto") + ","
                        + namespace("lab", "observe") + "]}");
        int asked = Preflight.toObserve().size() + 9;
        for (int i = 0; i < asked; i++) {
            boolean allowed = i != asked - 5;
            server.onWrite(new Answer(201, "{\"status\":{\"allowed\":" + allowed + "}}", () -> {}));
        }

        Preflight.Report report = new Preflight(client, "traas-system").run(Autonomy.AUTO);

        assertThat(report.lines()).containsExactly("may not delete pods in namespace shop: needed to delete the pod");
        assertThat(server.bodies())
                .hasSize(asked)
                .noneMatch(body -> body.contains("\"lab\""))
                .filteredOn(body -> body.contains("\"name\":\"traas-stop\""))
                .hasSize(2)
                .allMatch(body -> body.contains("configmaps"));
    }

    @Test
    void aPreflightThatCannotAskSaysSo() {
        server.close();

        Preflight.Report report = new Preflight(client, "traas-system").run(Autonomy.AUTO);

        assertThat(report.allows(Preflight.Purpose.ACT)).isFalse();
        assertThat(report.lines().get(0)).startsWith("the cluster cannot be asked");
    }

    private static String namespace(String name, String autonomy) {
        return "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"traas.io/autonomy\":\"" + autonomy + "\"}}}";
    }

    private static Step step(Action action) {
        return new Step(action, "", "do-1", 7, Set.of("shop"), Scene.NOON.plus(Duration.ofSeconds(30)));
    }

    private static String deployment(String intent) {
        return "{\"kind\":\"Deployment\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"cart\",\"namespace\":\"shop\","
                + "\"uid\":\"u1\",\"resourceVersion\":\"5\",\"annotations\":{\"traas.io/intent\":\"" + intent + "\"}},"
                + "\"spec\":{\"replicas\":3}}";
    }

    private static String release(String kind, String name, String uid, long revision) {
        return "{\"kind\":\"" + kind + "\",\"apiVersion\":\"apps/v1\",\"metadata\":{\"name\":\"" + name
                + "\",\"namespace\":\"shop\",\"uid\":\"" + uid + "\",\"resourceVersion\":\"5\",\"annotations\":{"
                + "\"deployment.kubernetes.io/revision\":\"" + revision + "\"},\"ownerReferences\":["
                + "{\"kind\":\"Deployment\",\"name\":\"cart\",\"uid\":\"u1\",\"controller\":true}]},"
                + "\"spec\":{\"replicas\":3,\"template\":{\"metadata\":{\"labels\":{\"app\":\"cart\"}}}}}";
    }

    private static String pod() {
        return pod("cart-1", "ReplicaSet");
    }

    private static String pod(String name, String controller) {
        return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"shop\","
                + "\"uid\":\"pod-uid\",\"resourceVersion\":\"5\",\"ownerReferences\":[{\"kind\":\"" + controller
                + "\",\"name\":\"cart-x\",\"uid\":\"rs\",\"controller\":true}]},"
                + "\"spec\":{\"nodeName\":\"n1\"},\"status\":{\"phase\":\"Running\"}}";
    }

    private static String switchIn(String state) {
        return "{\"kind\":\"ConfigMap\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"traas-stop\",\"uid\":\"switch\"},"
                + "\"data\":{\"state\":\"" + state + "\",\"by\":\"ann\"}}";
    }
}
