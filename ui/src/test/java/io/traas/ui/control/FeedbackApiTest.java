package io.traas.ui.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.DetectorSpec.Method;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.wire.Json;
import io.traas.model.wire.Topics;
import io.traas.ui.RunningUi;
import io.traas.ui.Samples;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person can say of a series, over real HTTP. */
class FeedbackApiTest {

    private static final Target POD = Target.pod("prod", "shop", "cart-a");

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
    void aFalseAlarmIsPublishedForTheSeriesOfItsAnomaly() throws IOException {
        Anomaly anomaly = anomaly("an-1", AnomalyKind.PATTERN);
        ui.topics.arrive(Topics.ANOMALIES, anomaly);
        HttpResponse<String> answer =
                post("{\"verdict\":\"FALSE_ALARM\",\"anomalyId\":\"an-1\",\"why\":\" a load test \",\"by\":\"kim\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(ui.published.on(Topics.FEEDBACK)).singleElement().satisfies(feedback -> {
            assertThat(feedback).isEqualTo(SeriesFeedback.falseAlarm(anomaly, feedback.at(), "kim", "a load test"));
            assertThat(Json.mapper().readValue(answer.body(), SeriesFeedback.class))
                    .isEqualTo(feedback);
        });
    }

    @Test
    void whatWasMissedIsPublishedWithTheWorkloadOfItsPod() {
        ui.topics.arrive(Topics.TARGETS, Samples.state(Samples.CART, 1, 1));
        HttpResponse<String> answer = post("{\"verdict\":\"MISSED\",\"detector\":\"queues\",\"target\":\"" + POD
                + "\",\"metric\":\"queue_depth\",\"labels\":{\"queue\":\"a\"}}");

        assertThat(answer.statusCode()).isEqualTo(202);
        assertThat(ui.published.on(Topics.FEEDBACK)).singleElement().satisfies(feedback -> {
            assertThat(feedback.series()).isEqualTo(new Series(POD, "queue_depth", Map.of("queue", "a")));
            assertThat(feedback.workload()).isEqualTo(Samples.CART);
            assertThat(feedback.detector()).isEqualTo("queues");
            assertThat(feedback.by()).isEqualTo("dashboard");
        });
    }

    @Test
    void anAnomalyNobodyKnowsIsNotFound() {
        HttpResponse<String> answer = post("{\"verdict\":\"FALSE_ALARM\",\"anomalyId\":\"an-9\"}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("no anomaly an-9 is known");
    }

    @Test
    void aDetectorThatDoesNotLearnIsNamedWithWhatToDo() {
        ui.topics.arrive(Topics.ANOMALIES, anomaly("an-1", AnomalyKind.HIGH));
        ui.topics.arrive(Topics.ANOMALIES, anomaly("an-2", AnomalyKind.PATTERN));
        ui.topics.arrive(Topics.DETECTORS, detector("restarts", Level.POD, Method.RESTARTED));
        ui.topics.arrive(Topics.DETECTORS, detector("queues", Level.POD, Method.THRESHOLD));
        HttpResponse<String> byKind = post("{\"verdict\":\"FALSE_ALARM\",\"anomalyId\":\"an-1\"}");
        HttpResponse<String> byDetector = post("{\"verdict\":\"FALSE_ALARM\",\"anomalyId\":\"an-2\"}");
        HttpResponse<String> missed = post(missed("restarts", "depth", "{}"));

        assertThat(byKind.statusCode()).isEqualTo(409);
        assertThat(byKind.body())
                .contains(
                        "detector queues finds what is HIGH: only ENSEMBLE and RANDOM_CUT_FOREST learn from feedback");
        assertThat(byDetector.statusCode()).isEqualTo(409);
        assertThat(byDetector.body())
                .contains("detector queues judges by THRESHOLD: only ENSEMBLE and RANDOM_CUT_FOREST learn");
        assertThat(missed.statusCode()).isEqualTo(409);
        assertThat(missed.body()).contains("detector restarts judges by RESTARTED");
        assertThat(ui.published.on(Topics.FEEDBACK)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                            | verdict is missing",
                "{\"verdict\":\"GOOD\"}                        | field 'verdict'",
                "{\"verdict\":\"FALSE_ALARM\"}                 | anomalyId is missing",
                "{\"verdict\":\"MISSED\",\"anomalyId\":\"an\"} | has no anomaly",
                "{\"verdict\":\"MISSED\"}                      | target is missing",
                "{\"verdict\":\"MISSED\",\"target\":\"cart\"}  | target 'cart' is not cluster/namespace/kind/name",
                "{\"verdict\":\"MISSED\",\"target\":\"c/n/Pod/p\"} | detector is missing",
                "{\"verdict\":\"MISSED\",\"reason\":\"x\"}     | unknown field 'reason'"
            })
    void whatIsMissingOrWrongIsNamed(String body, String said) {
        HttpResponse<String> refused = post(body);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains(said);
        assertThat(ui.published.on(Topics.FEEDBACK)).isEmpty();
    }

    @Test
    void aNameThatTheDetectorDoesNotJudgeIsRefusedWithTheOneItDoes() {
        ui.topics.arrive(Topics.DETECTORS, detector("queues", Level.SERIES, Method.ENSEMBLE));
        ui.topics.arrive(Topics.DETECTORS, detector("depths", Level.POD, Method.ENSEMBLE));

        assertThat(post(missed("queues", "depth", "{}")).body())
                .contains("metric is depth, but detector queues judges queue_depth");
        assertThat(post(missed("depths", "queue_depth", "{}")).body()).contains("detector depths judges depth");
        assertThat(post(missed("depths", "depth", "{\"queue\":\"a\"}")).body()).contains("which has none");
        assertThat(post(missed("queues", "queue_depth", "{\"queue\":null}")).body())
                .contains("a label without a value");
        assertThat(ui.published.on(Topics.FEEDBACK)).isEmpty();
        assertThat(post(missed("queues", "queue_depth", "{\"queue\":\"a\"}")).statusCode())
                .isEqualTo(202);
        assertThat(post(missed("depths", "depth", "{}")).statusCode()).isEqualTo(202);
    }

    @Test
    void withoutABrokerOrOurHeaderNothingIsTaken() {
        ui.published.failWith(new IllegalStateException("no broker"));
        assertThat(post(missed("queues", "queue_depth", "{}")).statusCode()).isEqualTo(503);

        HttpRequest foreign = HttpRequest.newBuilder(ui.uri("/api/v1/feedback"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        assertThat(ui.send(foreign).statusCode()).isEqualTo(403);
    }

    private HttpResponse<String> post(String body) {
        return ui.post("/api/v1/feedback", body);
    }

    private static String missed(String detector, String metric, String labels) {
        return "{\"verdict\":\"MISSED\",\"detector\":\"" + detector + "\",\"target\":\"" + POD + "\",\"metric\":\""
                + metric + "\",\"labels\":" + labels + "}";
    }

    private static Anomaly anomaly(String id, AnomalyKind kind) {
        Anomaly sample = Samples.anomaly(id, Lifecycle.OPENED, 0);
        return new Anomaly(
                id,
                sample.state(),
                new Series(POD, "queue_depth", Map.of("queue", "a")),
                sample.workload(),
                sample.node(),
                "queues",
                kind,
                sample.failureClass(),
                sample.openedAt(),
                sample.updatedAt(),
                sample.observed(),
                sample.expectedLow(),
                sample.expectedHigh(),
                sample.score(),
                sample.severity(),
                sample.completeness(),
                sample.because());
    }

    private static DetectorSpec detector(String id, Level level, Method method) {
        return new DetectorSpec(
                id,
                true,
                new Signal("depth", Signal.Kind.GAUGE, "queue_depth", Map.of(), "", Map.of(), "1"),
                level,
                method,
                DetectorSpec.Direction.HIGH,
                0,
                0,
                0,
                1,
                1,
                FailureClass.SATURATION,
                Severity.SEV3);
    }
}
