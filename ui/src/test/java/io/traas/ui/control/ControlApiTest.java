package io.traas.ui.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.Command;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.LedgerEntry;
import io.traas.model.Severity;
import io.traas.model.signal.Signals;
import io.traas.model.wire.Json;
import io.traas.model.wire.Topics;
import io.traas.ui.RunningUi;
import io.traas.ui.Samples;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person can do, over real HTTP, with the cluster and the broker there and away. */
class ControlApiTest {

    private static final DetectorSpec BURN_RATE = new DetectorSpec(
            "objective",
            true,
            Signals.ERRORS,
            DetectorSpec.Level.WORKLOAD,
            DetectorSpec.Method.BURN_RATE,
            DetectorSpec.Direction.HIGH,
            0,
            0,
            0,
            1,
            1,
            FailureClass.ERRORS,
            Severity.SEV2,
            "shop/cart",
            0.999,
            1_000,
            0,
            0);

    private static final String HASH = "0123456789abcdef".repeat(4);

    private RunningUi ui;

    @BeforeEach
    void start() {
        ui = new RunningUi(Map.of());
        await().until(ui.topics::isRead);
    }

    @AfterEach
    void stop() {
        ui.close();
    }

    @Test
    void stopAndResumeSetTheSwitchAndTellTheTopic() throws IOException {
        HttpResponse<String> stopped = ui.post("/api/v1/control/stop", "{\"reason\":\"odd\",\"by\":\"kim\"}");
        assertThat(stopped.statusCode()).isEqualTo(200);
        JsonNode state = Json.mapper().readTree(stopped.body());
        assertThat(state.path("stopped").asBoolean()).isTrue();
        assertThat(state.path("announced").asBoolean()).isTrue();
        assertThat(state.path("effectiveWithinMs").asInt()).isLessThanOrEqualTo(2_000);
        assertThat(ui.stopSwitch.ofAll().reason()).isEqualTo("odd");
        assertThat(ui.json("/api/v1/control").path("by").asText()).isEqualTo("kim");
        assertThat(ui.json("/api/v1/status").path("stopped").asBoolean()).isTrue();

        assertThat(ui.post("/api/v1/control/stop", "{\"reason\":\"again\"}").statusCode())
                .isEqualTo(409);
        assertThat(ui.post("/api/v1/control/resume", "{\"reason\":\" \"}").statusCode())
                .isEqualTo(400);
        assertThat(ui.post("/api/v1/control/resume", "{\"reason\":\"fixed\"}").statusCode())
                .isEqualTo(200);
        assertThat(ui.post("/api/v1/control/resume", "{\"reason\":\"fixed\"}").statusCode())
                .isEqualTo(409);
        assertThat(ui.published.on(Topics.COMMANDS))
                .extracting(Object::getClass)
                .containsExactly(Command.Stop.class, Command.Resume.class);
    }

    @Test
    void stopWorksWithTheBrokerAwayAndSaysSo() throws IOException {
        ui.published.failWith(new IllegalStateException("no broker"));
        HttpResponse<String> stopped = ui.post("/api/v1/control/stop", "{\"reason\":\"odd\"}");
        assertThat(stopped.statusCode()).isEqualTo(200);
        assertThat(Json.mapper().readTree(stopped.body()).path("announced").asBoolean())
                .isFalse();
        assertThat(ui.stopSwitch.ofAll().stopped()).isTrue();
    }

    @Test
    void aSwitchOutOfReachIsSaidAndNeverShownAsRunning() {
        ui.stopSwitch.away(true);
        await().until(() -> ui.json("/api/v1/control").path("stopped").isNull());
        assertThat(ui.json("/api/v1/control").path("reason").asText()).contains("does not answer");
        assertThat(ui.json("/api/v1/status").path("stopped").isNull()).isTrue();
        assertThat(ui.post("/api/v1/control/stop", "{\"reason\":\"odd\"}").statusCode())
                .isEqualTo(503);
        ui.stopSwitch.away(false);
        await().until(() -> !ui.json("/api/v1/control").path("stopped").isNull());
    }

    @Test
    void withoutASwitchNothingIsShownAsRunningAndStoppingMakesOne() {
        ui.stopSwitch.remove();
        await().until(() -> ui.json("/api/v1/control").path("stopped").isNull());
        assertThat(ui.post("/api/v1/control/stop", "{\"reason\":\"odd\"}").statusCode())
                .isEqualTo(200);
        assertThat(ui.stopSwitch.ofAll().stopped()).isTrue();
    }

    @Test
    void aQuestionTakesOneAnswer() {
        ask(Instant.now().plusSeconds(60));
        JsonNode approval = ui.json("/api/v1/incidents/" + Samples.ID).path("approval");
        assertThat(approval.path("planId").asText()).isEqualTo(Samples.PLAN);
        assertThat(approval.path("steps").path(0).asText()).startsWith("roll back");

        assertThat(ui.post(path("approve"), "{\"by\":\"kim\",\"hash\":\"" + HASH + "\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ui.post(path("approve"), "{\"by\":\"lee\"}").statusCode()).isEqualTo(409);
        assertThat(ui.post(path("reject"), "{\"by\":\"lee\"}").statusCode()).isEqualTo(409);
        assertThat(ui.published.on(Topics.COMMANDS))
                .singleElement()
                .isInstanceOfSatisfying(Command.Approve.class, approve -> {
                    assertThat(approve.planId()).isEqualTo(Samples.PLAN);
                    assertThat(approve.by()).isEqualTo("kim");
                });
        ui.topics.arrive(Topics.COMMANDS, ui.published.on(Topics.COMMANDS).get(0));
        assertThat(ui.json("/api/v1/incidents/" + Samples.ID + "/events").path("events"))
                .filteredOn(event -> event.path("summary").asText().contains("asked to approve"))
                .hasSize(1);
    }

    @Test
    void anApprovalNamesWhatWasShownOrIsRefused() throws IOException {
        ask(Instant.now().plusSeconds(60));
        assertThat(ui.json("/api/v1/incidents/" + Samples.ID)
                        .path("approval")
                        .path("planHash")
                        .asText())
                .isEqualTo(HASH);
        HttpResponse<String> without = ui.post(path("approve"), "{\"by\":\"kim\"}");
        assertThat(without.statusCode()).isEqualTo(409);
        assertThat(without.body()).contains(HASH);
        assertThat(ui.post(path("approve"), "{\"by\":\"kim\",\"hash\":\"00\"}").statusCode())
                .isEqualTo(409);
        assertThat(ui.published.on(Topics.COMMANDS)).isEmpty();
    }

    @Test
    void whereTwoPersonsAreNeededASecondAnswerIsTaken() {
        ask(Instant.now().plusSeconds(60), 2);
        for (String by : List.of("kim", "lee")) {
            String yes = "{\"by\":\"" + by + "\",\"hash\":\"" + HASH + "\"}";
            assertThat(ui.post(path("approve"), yes).statusCode()).isEqualTo(202);
        }
        assertThat(ui.published.on(Topics.COMMANDS)).extracting(Command::by).containsExactly("kim", "lee");
    }

    @Test
    void aPartIsStoppedAndResumedByItself() throws IOException {
        String body = "{\"reason\":\"moving\",\"by\":\"kim\",\"scope\":\"namespace.shop\"}";
        JsonNode state =
                Json.mapper().readTree(ui.post("/api/v1/control/stop", body).body());
        assertThat(state.path("stopped").asBoolean()).isFalse();
        assertThat(state.path("parts").path(0).path("scope").asText()).isEqualTo("namespace.shop");
        assertThat(ui.post("/api/v1/control/stop", body).statusCode()).isEqualTo(409);
        assertThat(ui.post("/api/v1/control/resume", body).statusCode()).isEqualTo(200);
        assertThat(ui.json("/api/v1/control").path("parts")).isEmpty();
        assertThat(ui.published.on(Topics.COMMANDS))
                .extracting(Command::scope)
                .containsExactly("namespace.shop", "namespace.shop");
        HttpResponse<String> unknown = ui.post("/api/v1/control/stop", "{\"reason\":\"x\",\"scope\":\"pod.cart\"}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("pod.cart");
    }

    @Test
    void ordersAcknowledgementsAndResetsAreHandedOnWithWhoAndWhy() {
        String restart = "{\"reason\":\"hangs\",\"by\":\"kim\",\"steps\":[{\"type\":\"RestartWorkload\",\"target\":"
                + "{\"cluster\":\"main\",\"namespace\":\"shop\",\"kind\":\"Deployment\",\"name\":\"cart\"}}]}";
        assertThat(ui.post("/api/v1/runs", restart).statusCode()).isEqualTo(202);
        assertThat(ui.post("/api/v1/runs", "{\"reason\":\"hangs\"}").statusCode())
                .isEqualTo(400);
        assertThat(ui.post("/api/v1/incidents/inc-1/acknowledge", "{\"by\":\"kim\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ui.post("/api/v1/runbooks/bad-release/unblock", "{\"reason\":\"fixed\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ui.post("/api/v1/runbooks/bad-release/unblock", "{\"reason\":\"x\",\"target\":\"cart\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ui.post("/api/v1/units/u1/switchover", "{\"reason\":\"new disks\",\"target\":\"b1\"}")
                        .statusCode())
                .isEqualTo(202);
        assertThat(ui.post("/api/v1/units/u1/switchover", "{\"reason\":\"new disks\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ui.published.on(Topics.COMMANDS))
                .extracting(Object::getClass)
                .containsExactly(
                        Command.Run.class, Command.Acknowledge.class, Command.Reset.class, Command.SwitchOver.class);
    }

    @Test
    void aLapsedOrOvertakenOrUnknownQuestionTakesNone() {
        assertThat(ui.post(path("approve"), "{}").statusCode()).isEqualTo(404);
        ask(Instant.now().minusSeconds(1));
        assertThat(ui.post(path("approve"), "{}").statusCode()).isEqualTo(409);
        ask(Instant.now().plusSeconds(60));
        ui.topics.arrive(Topics.INCIDENTS, Samples.resolved(30));
        assertThat(ui.post(path("reject"), "{}").statusCode()).isEqualTo(409);
        assertThat(ui.published.on(Topics.COMMANDS)).isEmpty();
    }

    @Test
    void anAnswerThatCannotBeHandedOnCanBeGivenAgain() {
        ask(Instant.now().plusSeconds(60));
        ui.published.failWith(new IllegalStateException("no broker"));
        assertThat(ui.post(path("reject"), "{\"reason\":\"no\"}").statusCode()).isEqualTo(503);
        ui.published.recover();
        assertThat(ui.post(path("reject"), "{\"reason\":\"no\"}").statusCode()).isEqualTo(202);
        assertThat(ui.published.on(Topics.COMMANDS)).singleElement().isInstanceOf(Command.Reject.class);
    }

    @Test
    void aDetectorIsPublishedAndAWrongOneNamesWhatIsWrong() throws IOException {
        DetectorSpec spec = new DetectorSpec(
                "errors-high",
                true,
                Signals.ERRORS,
                DetectorSpec.Level.WORKLOAD,
                DetectorSpec.Method.THRESHOLD,
                DetectorSpec.Direction.HIGH,
                0.05,
                0,
                1,
                2,
                3,
                FailureClass.ERRORS,
                Severity.SEV2);
        String body = Json.mapper().writeValueAsString(spec);
        assertThat(put("errors-high", body).statusCode()).isEqualTo(202);
        assertThat(ui.published.on(Topics.DETECTORS)).containsExactly(spec);
        assertThat(put("other", body).statusCode()).isEqualTo(400);
        HttpResponse<String> wrong = put("errors-high", body.replace("\"breaches\":2", "\"breaches\":0"));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("breaches");
        ui.topics.arrive(Topics.DETECTORS, spec);
        assertThat(ui.json("/api/v1/detectors")
                        .path("detectors")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo("errors-high");
    }

    @Test
    void aDetectorWithAFieldNobodyKnowsIsRefusedNamingTheNearest() throws IOException {
        String body = Json.mapper().writeValueAsString(BURN_RATE);
        assertThat(put("objective", body.replaceFirst("\\{", "{\"schemaVersion\":1,"))
                        .statusCode())
                .as("as it is on the topic")
                .isEqualTo(202);

        HttpResponse<String> misspelt = put("objective", body.replace("\"objective\":0.999", "\"objektive\":0.999"));
        assertThat(misspelt.statusCode()).isEqualTo(400);
        assertThat(misspelt.body()).contains("unknown field 'objektive'; did you mean 'objective'?");
        HttpResponse<String> within = put("objective", body.replace("\"unit\":", "\"units\":"));
        assertThat(within.statusCode()).isEqualTo(400);
        assertThat(within.body()).contains("unknown field 'signal.units'; did you mean 'unit'?");
        assertThat(ui.published.on(Topics.DETECTORS)).containsExactly(BURN_RATE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"objective\":0.999  | \"objective\":1.0   | objective is 1, must be between 0 and 1",
                "\"objective\":0.999  | \"objective\":\"NaN\" | objective is NaN",
                "\"minEvents\":1000.0 | \"minEvents\":0     | minEvents is 0, must be at least 1",
                "\"horizonSeconds\":0 | \"horizonSeconds\":-60 | horizonSeconds is -60",
                "\"threshold\":0.0    | \"threshold\":\"Infinity\" | threshold is Infinity, must be a number",
                "\"threshold\":0.0,   | ''                  | field 'threshold'",
                "\"window\":1         | \"window\":99       | window is 99, at most 32",
                "BURN_RATE            | BURNRATE            | field 'method'",
                "5\\\\d                | ([                  | fixed meaning",
                "shop/cart            | shop/(              | workloads is a bad pattern"
            })
    void aDetectorThatCannotWorkIsRefusedWithTheFieldAndItsValue(String from, String to, String said)
            throws IOException {
        String body = Json.mapper().writeValueAsString(BURN_RATE);
        assertThat(body).contains(from);
        HttpResponse<String> refused = put("objective", body.replace(from, to));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(said).doesNotContain("Exception").doesNotContain("Cannot construct");
        assertThat(ui.published.on(Topics.DETECTORS)).isEmpty();
    }

    private HttpResponse<String> put(String id, String body) {
        return ui.send(HttpRequest.newBuilder(ui.uri("/api/v1/detectors/" + id))
                .header("Content-Type", "application/json")
                .header("X-Traas-Request", "1")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private void ask(Instant expiresAt) {
        ask(expiresAt, 1);
    }

    private void ask(Instant expiresAt, int persons) {
        ui.topics.arrive(Topics.INCIDENTS, Samples.located());
        ui.topics.arrive(Topics.DECISIONS, Samples.act());
        LedgerEntry.ApprovalAsked asked = (LedgerEntry.ApprovalAsked) Samples.asked(Samples.PLAN, 3, expiresAt);
        List<LedgerEntry> entries = List.of(new LedgerEntry.ApprovalAsked(
                "ask-" + expiresAt,
                asked.incidentId(),
                asked.planId(),
                asked.at(),
                asked.plan(),
                asked.why(),
                expiresAt,
                HASH,
                persons));
        entries.forEach(entry -> ui.topics.arrive(Topics.LEDGER, entry));
    }

    private static String path(String verb) {
        return "/api/v1/plans/" + Samples.PLAN + "/" + verb;
    }
}
