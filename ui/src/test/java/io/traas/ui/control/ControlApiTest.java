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

/** What a person can do, over real HTTP, with the cluster and the broker there and away. */
class ControlApiTest {

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
        assertThat(ui.stopSwitch.read().orElseThrow().reason()).isEqualTo("odd");
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
        assertThat(ui.stopSwitch.read().orElseThrow().stopped()).isTrue();
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
        assertThat(ui.stopSwitch.read().orElseThrow().stopped()).isTrue();
    }

    @Test
    void aQuestionTakesOneAnswer() {
        ask(Instant.now().plusSeconds(60));
        JsonNode approval = ui.json("/api/v1/incidents/" + Samples.ID).path("approval");
        assertThat(approval.path("planId").asText()).isEqualTo(Samples.PLAN);
        assertThat(approval.path("steps").path(0).asText()).startsWith("roll back");

        assertThat(ui.post(path("approve"), "{\"by\":\"kim\"}").statusCode()).isEqualTo(202);
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

    private HttpResponse<String> put(String id, String body) {
        return ui.send(HttpRequest.newBuilder(ui.uri("/api/v1/detectors/" + id))
                .header("Content-Type", "application/json")
                .header("X-Traas-Request", "1")
                .PUT(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private void ask(Instant expiresAt) {
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
                expiresAt));
        entries.forEach(entry -> ui.topics.arrive(Topics.LEDGER, entry));
    }

    private static String path(String verb) {
        return "/api/v1/plans/" + Samples.PLAN + "/" + verb;
    }
}
