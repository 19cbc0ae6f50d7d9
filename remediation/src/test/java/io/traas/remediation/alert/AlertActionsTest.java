package io.traas.remediation.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.traas.model.Action;
import io.traas.model.AlertAction.EndSilence;
import io.traas.model.AlertAction.SendMessage;
import io.traas.model.AlertAction.SilenceAlerts;
import io.traas.model.Outcome;
import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Gate;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.testing.FakeCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlertActionsTest {

    private static final Target SHOP = Target.deployment("c1", "shop", "cart");
    private static final Map<String, String> ERRORS = Map.of("alertname", "HighErrors");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final FakeCluster cluster = new FakeCluster();
    private final ArrayNode silences = Json.mapper().createArrayNode();
    private final List<String> requests = new ArrayList<>();
    private HttpServer server;
    private AlertActions actions;
    private int answer = 200;
    private boolean loseAnswers;
    private Mandate mandate = Mandate.unlimited();

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        URI base = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        actions = actions(Optional.of(base), Optional.of(base.resolve("/hook")));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aSilenceEndsByItselfAndIsMadeOnce() {
        Step step = step(new SilenceAlerts(SHOP, ERRORS, 600));
        assertThat(actions.trace(step)).isEqualTo(Trace.UNCLEAR);

        assertThat(actions.carryOut(step).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(silences).hasSize(1);
        assertThat(silences.get(0).path("startsAt").asText()).isEqualTo("2026-01-01T12:00:00Z");
        assertThat(silences.get(0).path("endsAt").asText()).isEqualTo("2026-01-01T12:10:00Z");
        assertThat(silences.get(0).at("/matchers/0/isRegex").asBoolean(true)).isFalse();
        assertThat(actions.trace(step)).isEqualTo(Trace.DONE);
        assertThat(actions.carryOut(step).outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(silences).hasSize(1);
    }

    @Test
    void onlyOurSilencesWithExactlyTheseMatchersAreEnded() {
        actions.carryOut(step(new SilenceAlerts(SHOP, ERRORS, 600)));
        actions.carryOut(step(new SilenceAlerts(SHOP, Map.of("alertname", "Other"), 600)));
        ObjectNode theirs = silences.get(0).deepCopy();
        silences.add(theirs.put("createdBy", "ann").put("id", "theirs"));

        Step end = step(new EndSilence(SHOP, ERRORS));
        assertThat(actions.trace(end)).isEqualTo(Trace.NOT_DONE);
        assertThat(actions.carryOut(end).outcome()).isEqualTo(Outcome.SUCCEEDED);

        assertThat(silences)
                .filteredOn(silence -> silence.at("/status/state").asText().equals("expired"))
                .hasSize(1)
                .allMatch(silence -> silence.path("createdBy").asText().equals("traas"));
        assertThat(actions.trace(end)).isEqualTo(Trace.DONE);
        assertThat(actions.carryOut(end).outcome()).isEqualTo(Outcome.SKIPPED);
    }

    @Test
    void aLostAnswerIsLookedForAndNeverSentAgain() {
        loseAnswers = true;
        Step silence = step(new SilenceAlerts(SHOP, ERRORS, 600));

        assertThat(actions.carryOut(silence).outcome()).isEqualTo(Outcome.SUCCEEDED);

        Step message = step(new SendMessage(SHOP, "look at the cart"));
        StepResult unknown = actions.carryOut(message);
        assertThat(unknown.outcome()).as(unknown.detail()).isEqualTo(Outcome.UNKNOWN);
        assertThat(actions.trace(message)).isEqualTo(Trace.UNCLEAR);
        assertThat(requests)
                .filteredOn(request -> request.startsWith("POST /hook"))
                .hasSize(1);
    }

    @Test
    void aMessageIsOneLineOfTextAsSlackTakesIt() {
        assertThat(actions.carryOut(step(new SendMessage(SHOP, "look at \"cart\"")))
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);
        assertThat(requests).containsExactly("POST /hook {\"text\":\"look at \\\"cart\\\"\"}");
    }

    @Test
    void refusalsHaveTheirReasons() {
        answer = 400;
        assertThat(actions.carryOut(step(new SendMessage(SHOP, "x"))).reason()).isEqualTo(Reason.INVALID);
        answer = 403;
        assertThat(actions.carryOut(step(new SendMessage(SHOP, "x"))).reason()).isEqualTo(Reason.FORBIDDEN);
        answer = 503;
        assertThat(actions.carryOut(step(new SendMessage(SHOP, "x"))).outcome()).isEqualTo(Outcome.UNKNOWN);
        server.stop(0);
        assertThat(actions.carryOut(step(new SendMessage(SHOP, "x"))).reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(actions.carryOut(step(new SilenceAlerts(SHOP, ERRORS, 60))).reason())
                .isEqualTo(Reason.UNREACHABLE);
    }

    @Test
    void nothingIsSentWhileStoppedOrWithoutAnAddress() {
        cluster.stopSwitch = SwitchState.unreadable("a test");
        assertThat(actions.carryOut(step(new SilenceAlerts(SHOP, ERRORS, 60))).reason())
                .isEqualTo(Reason.STOPPED);
        assertThat(silences).isEmpty();

        StepResult result =
                actions(Optional.empty(), Optional.empty()).carryOut(step(new SilenceAlerts(SHOP, ERRORS, 60)));
        assertThat(result.detail()).contains("set remediation.alertmanager.url first");
    }

    @Test
    void aStopOfItsRunbookHoldsAMessageBackAndOneOfAnotherDoesNot() {
        cluster.stopSwitch = stopped(new StopScope(StopScope.Kind.RUNBOOK, "other"));
        assertThat(actions.carryOut(message("page")).good()).isTrue();
        requests.clear();

        cluster.stopSwitch = stopped(new StopScope(StopScope.Kind.RUNBOOK, "page"));
        assertThat(actions.carryOut(message("page")).reason()).isEqualTo(Reason.STOPPED);
        assertThat(requests).isEmpty();
    }

    @Test
    void nothingIsSentByAReplicaThatNoLongerActs() {
        mandate = () -> {
            throw new TenureLostException("another one acts", null);
        };

        assertThatThrownBy(() -> actions.carryOut(message("page"))).isInstanceOf(TenureLostException.class);
        assertThat(requests).isEmpty();
    }

    @Test
    void nothingIsSentAfterTheDeadlineOfItsStep() {
        Step late = new Step(new SendMessage(SHOP, "x"), "", "do-late", 7, Set.of("shop"), NOON.minusSeconds(1));

        assertThat(actions.carryOut(late).outcome()).isEqualTo(Outcome.EXPIRED);
        assertThat(requests).isEmpty();
    }

    private static SwitchState stopped(StopScope scope) {
        StopOrder all = new StopOrder(StopScope.ALL, false, "", null, "", null);
        return SwitchState.of(List.of(all, new StopOrder(scope, true, "ann", NOON, "", null)), NOON);
    }

    private static Step message(String runbook) {
        return new Step(
                new SendMessage(SHOP, "x"),
                "",
                "do-" + UUID.randomUUID(),
                7,
                Set.of("shop"),
                NOON.plusSeconds(30),
                runbook);
    }

    @Test
    void allElseGoesToTheCluster() {
        actions.carryOut(step(new Action.RestartWorkload(SHOP)));

        assertThat(requests).isEmpty();
        assertThat(cluster.effects()).hasSize(1);
    }

    private AlertActions actions(Optional<URI> alertmanager, Optional<URI> messages) {
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        Gate gate = new Gate(() -> cluster.stopSwitch, () -> mandate.require(), CrashPoints.none(), clock);
        return new AlertActions(cluster, alertmanager, messages, Duration.ofSeconds(10), gate, clock);
    }

    private static Step step(Action action) {
        return new Step(action, "", "do-" + UUID.randomUUID(), 7, Set.of("shop"), NOON.plusSeconds(30));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        requests.add((method + " " + path + " " + body).trim());
        String reply = "";
        if (method.equals("GET")) {
            reply = silences.toString();
        } else if (path.equals("/api/v2/silences")) {
            ObjectNode silence = (ObjectNode) Json.mapper().readTree(body);
            silence.put("id", "s" + silences.size()).putObject("status").put("state", "active");
            silences.add(silence);
            reply = "{\"silenceID\":\"x\"}";
        } else if (method.equals("DELETE")) {
            silences.forEach(silence -> {
                if (path.endsWith("/" + silence.path("id").asText())) {
                    ((ObjectNode) silence.path("status")).put("state", "expired");
                }
            });
        }
        if (loseAnswers && method.equals("POST")) {
            exchange.close();
            return;
        }
        byte[] bytes = reply.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
