package io.traas.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.Command;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.Verdict;
import io.traas.model.wire.Topics;
import io.traas.ui.RunningUi;
import io.traas.ui.Samples;
import java.net.http.HttpResponse;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The API as its users see it, over real HTTP, after one incident went round the loop. */
class ApiTest {

    private static RunningUi ui;

    @BeforeAll
    static void runAnIncident() {
        ui = new RunningUi(Map.of());
        Awaitility.await().until(ui.topics::isRead);
        ui.topics.arrive(Topics.TARGETS, Samples.state(Samples.CART, 1, 1));
        ui.topics.arrive(Topics.CHANGES, Samples.rollout(-12));
        ui.topics.arrive(Topics.ANOMALIES, Samples.anomaly("an-inc-1", Lifecycle.OPENED, 0));
        ui.topics.arrive(Topics.INCIDENTS, Samples.opened());
        ui.topics.arrive(Topics.INCIDENTS, Samples.located());
        ui.topics.arrive(Topics.DECISIONS, Samples.act());
        ui.topics.arrive(Topics.LEDGER, Samples.guarded(true));
        ui.topics.arrive(Topics.LEDGER, Samples.intent());
        ui.topics.arrive(Topics.LEDGER, Samples.result(Outcome.SUCCEEDED));
        ui.topics.arrive(Topics.LEDGER, Samples.verified(Verdict.RECOVERED));
    }

    @AfterAll
    static void stop() {
        ui.close();
    }

    @Test
    void theListShowsWhereTheIncidentStands() {
        JsonNode list = ui.json("/api/v1/incidents?state=open");
        assertThat(list.path("total").asInt()).isEqualTo(1);
        assertThat(list.path("asOfSeq").asLong()).isPositive();
        JsonNode row = list.path("incidents").path(0);
        assertThat(row.path("id").asText()).isEqualTo(Samples.ID);
        assertThat(row.path("title").asText()).isEqualTo("Errors on shop/cart");
        assertThat(row.path("service").path("kind").asText()).isEqualTo("Deployment");
        assertThat(row.path("stage").asText()).isEqualTo("VERIFY");
        assertThat(row.path("state").asText()).isEqualTo("OPEN");
        assertThat(row.path("attention").asText()).isEqualTo("AUTO");
        assertThat(row.path("outcome").asText()).isEqualTo("HEALED");
        assertThat(row.path("runbook").asText()).isEqualTo("bad-release");
        assertThat(row.path("openedAt").asText()).isEqualTo("2026-01-31T12:00:00.123Z");
        assertThat(row.path("resolvedAt").isNull()).isTrue();
        assertThat(row.path("instants").path("verifiedAt").asText()).isEqualTo("2026-01-31T12:00:20.123Z");
    }

    @Test
    void theDetailHoldsTheRecordsAsTheyAreOnTheTopics() {
        JsonNode detail = ui.json("/api/v1/incidents/" + Samples.ID);
        assertThat(detail.path("cause").path("because").asText()).contains("rolled out");
        assertThat(detail.path("decisions").path(0).path("outcome").path("type").asText())
                .isEqualTo("Act");
        assertThat(detail.path("ledger"))
                .extracting(entry -> entry.path("type").asText())
                .containsExactly("Guarded", "Intent", "Result", "Verified");
        assertThat(detail.path("verification").path("verdict").asText()).isEqualTo("RECOVERED");
        assertThat(detail.path("approval").isNull()).isTrue();
    }

    @Test
    void theTimelineTellsEveryStepOnce() {
        JsonNode events = ui.json("/api/v1/incidents/" + Samples.ID + "/events").path("events");
        assertThat(events)
                .extracting(event -> event.path("kind").asText())
                .containsExactly(
                        "anomaly",
                        "incident",
                        "change",
                        "incident",
                        "decision",
                        "guard",
                        "intent",
                        "result",
                        "verification");
        assertThat(events.path(6).path("detail").path("action").path("type").asText())
                .isEqualTo("RollBack");
        long third = events.path(2).path("seq").asLong();
        JsonNode rest = ui.json("/api/v1/incidents/" + Samples.ID + "/events?after=" + third);
        assertThat(rest.path("events")).hasSize(6);
    }

    @Test
    void searchFindsTextAsItStandsAndNoWildcards() {
        assertThat(ui.json("/api/v1/incidents?q=SHOP/ca").path("total").asInt()).isEqualTo(1);
        assertThat(ui.json("/api/v1/incidents?q=c%25t").path("total").asInt()).isZero();
    }

    @Test
    void aServiceWithAnOpenIncidentIsDegraded() {
        JsonNode service = ui.json("/api/v1/services").path("services").path(0);
        assertThat(service.path("health").asText()).isEqualTo("DEGRADED");
        assertThat(service.path("openIncidents").path(0).asText()).isEqualTo(Samples.ID);
        assertThat(service.path("pods").path(0).path("zone").asText()).isEqualTo("z1");
        assertThat(service.path("signals").path("errors").isNull()).isTrue();
    }

    @Test
    void chartsCarryAnomaliesAndWhatWasDone() {
        JsonNode chart = ui.json("/api/v1/series?target=" + Samples.CART
                + "&signal=errors&from=2026-01-31T11:50:00Z&to=2026-01-31T12:10:00Z");
        assertThat(chart.path("unit").asText()).isEqualTo("ratio");
        assertThat(chart.path("anomalies").path(0).path("id").asText()).isEqualTo("an-inc-1");
        assertThat(chart.path("markers"))
                .extracting(marker -> marker.path("kind").asText())
                .containsExactly("change", "detected", "action", "verified");
    }

    @Test
    void whatIsUnknownIsAProblemWithARequestId() {
        HttpResponse<String> answer = ui.get("/api/v1/incidents/nope");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"requestId\":\""
                        + answer.headers().firstValue("X-Request-Id").orElseThrow())
                .doesNotContain("nope");
    }

    @Test
    void answersHaveTheFieldsThatTheContractNames() {
        JsonNode list = ui.json("/api/v1/incidents");
        assertFields(list, "asOfSeq total incidents");
        JsonNode summary = list.path("incidents").path(0);
        assertFields(
                summary,
                "id title service failureClass severity stage state attention outcome openedAt updatedAt resolvedAt"
                        + " runbook lastChange instants");
        assertFields(summary.path("instants"), "detectedAt locatedAt decidedAt actionStartedAt recoveredAt verifiedAt");
        JsonNode detail = ui.json("/api/v1/incidents/" + Samples.ID);
        assertFields(
                detail,
                "asOfSeq summary cause suspects firstSymptom impact confidence completeness evidence decisions ledger"
                        + " approval verification");
        assertFields(detail.path("verification"), "verdict evidence holdSeconds deadlineAt recoveredAt");
        JsonNode event = ui.json("/api/v1/incidents/" + Samples.ID + "/events")
                .path("events")
                .path(0);
        assertFields(event, "seq incidentId at kind summary failed stage detail");
        assertFields(
                ui.json("/api/v1/services").path("services").path(0),
                "target health desired ready autonomy rollingOut openIncidents dependencies pods signals observedAt");
        assertFields(
                ui.json("/api/v1/health"), "status stages lastScrapeAt checkpointAgeMs deadLetters streamSubscribers");
        assertFields(
                ui.json("/api/v1/health").path("stages").path(0),
                "name status summary heartbeatAt heartbeatAgeMs facts");
        assertFields(ui.json("/api/v1/control"), "stopped by at reason until parts effectiveWithinMs announced");
        assertFields(ui.json("/api/v1/status"), "ready warm openIncidents stopped version");
        assertFields(ui.json("/api/v1/signals").path("signals").path(0), "name unit description");
        assertFields(ui.json("/api/v1/runbooks"), "runbooks");
        assertFields(ui.json("/api/v1/detectors"), "detectors");
    }

    @Test
    void activityTellsWhatWasOrderedOutsideOfIncidents() {
        JsonNode before = ui.json("/api/v1/activity");
        assertFields(before, "events");
        assertThat(before.path("events")).isEmpty();
        ui.topics.arrive(Topics.COMMANDS, new Command.SwitchOver("c1", Samples.T0, "ann", "new disks", "u1", "b1"));
        JsonNode events = ui.json("/api/v1/activity?limit=0").path("events");
        assertThat(events).hasSize(1);
        assertThat(events.path(0).path("summary").asText())
                .isEqualTo("ann asked to switchover unit u1 to b1: new disks");
        assertFields(events.path(0), "seq incidentId at kind summary failed stage detail");
    }

    private static void assertFields(JsonNode node, String fields) {
        assertThat(node.fieldNames()).toIterable().containsExactlyInAnyOrder(fields.split(" "));
    }
}
