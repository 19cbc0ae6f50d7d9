package io.traas.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.ui.RunningUi;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What other sites and odd clients can make a browser send, and what they get. */
class GuardTest {

    private static RunningUi ui;

    @BeforeAll
    static void start() {
        ui = new RunningUi(Map.of("ui.allowed-hosts", "traas.example.com, proxy.example.com:8443"));
    }

    @AfterAll
    static void stop() {
        ui.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:PORT",
                "localhost:PORT",
                "LOCALHOST:PORT",
                "[::1]:PORT",
                "traas.example.com",
                "traas.example.com:443",
                "proxy.example.com:8443"
            })
    void ownNamesAreAnswered(String host) throws IOException {
        assertThat(statusWithHost(host)).contains(" 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example.com:PORT",
                "127.0.0.1",
                "127.0.0.1:1",
                "localhost.evil.com:PORT",
                "",
                "proxy.example.com",
                "10.0.0.1:PORT"
            })
    void otherNamesAreRefused(String host) throws IOException {
        assertThat(statusWithHost(host)).contains(" 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example.com", "null", "http://127.0.0.1:1", "not a url", "file://", ""})
    void otherOriginsAreRefusedEvenToRead(String origin) {
        assertThat(ui.get("/api/v1/status", "Origin", origin).statusCode()).isEqualTo(403);
    }

    @Test
    void theOwnOriginMayWriteAndRead() {
        String own = "http://127.0.0.1:" + ui.stage().port();
        assertThat(ui.get("/api/v1/status", "Origin", own).statusCode()).isEqualTo(200);
        assertThat(ui.post("/api/v1/control/resume", "{}", "Origin", own).statusCode())
                .isEqualTo(400);
        assertThat(ui.get("/api/v1/status", "Origin", "https://traas.example.com")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aWriteWithoutOurHeaderIsRefused() {
        HttpResponse<String> answer = ui.send(HttpRequest.newBuilder(ui.uri("/api/v1/control/stop"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"x\"}"))
                .build());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("X-Traas-Request").contains("requestId");
        assertThat(ui.stopSwitch.ofAll().stopped()).isFalse();
    }

    @Test
    void crossSiteReadsOfTheApiAreRefused() {
        assertThat(ui.get("/api/v1/incidents", "Sec-Fetch-Site", "cross-site").statusCode())
                .isEqualTo(403);
        assertThat(ui.get("/", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(200);
    }

    @Test
    void everyAnswerCarriesTheProtectingHeaders() {
        for (String path : new String[] {"/", "/api/v1/status", "/api/v1/nothing", "/metrics"}) {
            var headers = ui.get(path).headers();
            assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                    .startsWith("default-src 'none'")
                    .contains("script-src 'self';");
            assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(headers.firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
        assertThat(ui.get("/api/v1/status").headers().firstValue("Cache-Control"))
                .hasValue("no-store");
        assertThat(ui.get("/").headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void bodiesAreBounded() {
        String body = "{\"reason\":\"" + "x".repeat(ApiJson.MAX_BODY_BYTES) + "\"}";
        assertThat(ui.post("/api/v1/control/stop", body).statusCode()).isEqualTo(413);
        assertThat(ui.stopSwitch.ofAll().stopped()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "[]", "\"text\"", "{\"reason\":{}}", ""})
    void aBodyThatIsNoRequestIsAProblem(String body) {
        HttpResponse<String> answer = ui.post("/api/v1/control/stop", body);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("at io.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/nothing", "/actuator/env", "/actuator", "/h2-console/x.do", "/assets/none.js"})
    void whatIsNotThereIsNotFound(String path) {
        HttpResponse<String> answer = ui.get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("Exception").doesNotContain("Tomcat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/incidents?limit=x",
                "/api/v1/incidents?state=odd",
                "/api/v1/series?target=a",
                "/api/v1/series?target=a&signal=errors&from=x&to=y",
                "/api/v1/series?target=a/b/c/d&signal=none&from=2026-01-01T00:00:00Z&to=2026-01-01T01:00:00Z",
                "/api/v1/series?target=a/b/c/d&signal=errors&from=2026-01-01T01:00:00Z&to=2026-01-01T00:00:00Z"
            })
    void wrongParametersAreNamed(String path) {
        HttpResponse<String> answer = ui.get(path);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"status\":400").contains("\"title\":\"Bad Request\"");
    }

    @Test
    void aWrongMethodIsAProblemToo() {
        assertThat(ui.post("/api/v1/incidents", "{}").statusCode()).isEqualTo(405);
    }

    @Test
    void routesOfTheApplicationGetItsPage() {
        for (String path : new String[] {"/", "/incidents", "/incidents/inc-1", "/services", "/health", "/runbooks"}) {
            HttpResponse<String> page = ui.get(path);
            assertThat(page.statusCode()).as(path).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type").orElse("")).startsWith("text/html");
        }
    }

    @Test
    void prometheusAndProbesAreServed() {
        assertThat(ui.get("/metrics").body()).contains("traas_ui_streams");
        assertThat(ui.get("/healthz").body()).contains("\"stage\":\"ui\"");
    }

    private static String statusWithHost(String host) throws IOException {
        int port = ui.stage().port();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String request = "GET /api/v1/status HTTP/1.1\r\nHost: " + host.replace("PORT", "" + port)
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .findFirst()
                    .orElse("");
        }
    }
}
