package io.traas.ui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UiStageTest {

    @Test
    void aPortInUseIsOneClearLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> new RunningUi(Map.of("ui.port", Integer.toString(port))))
                    .hasMessage("port " + port + " is in use; set ui.port to a free one");
        }
    }

    @Test
    void aStoreThatCannotBeOpenedIsOneClearLine() {
        assertThatThrownBy(() -> new RunningUi(Map.of("ui.database.url", "jdbc:nothing:x")))
                .hasMessageStartingWith("cannot open the incident store jdbc:nothing:x (setting ui.database.url): ")
                .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1));
    }

    @Test
    void incidentsSurviveARestart(@TempDir Path directory) {
        Map<String, String> settings = Map.of("ui.database.url", "jdbc:h2:file:" + directory.resolve("incidents"));
        try (RunningUi first = new RunningUi(settings)) {
            await().until(first.topics::isRead);
            first.topics.arrive(Topics.INCIDENTS, Samples.located());
        }
        try (RunningUi second = new RunningUi(settings)) {
            assertThat(second.json("/api/v1/incidents")
                            .path("incidents")
                            .path(0)
                            .path("id")
                            .asText())
                    .isEqualTo(Samples.ID);
        }
    }

    @Test
    void aReadingThatEndedMakesTheStageDown() {
        try (RunningUi ui = new RunningUi(Map.of())) {
            await().until(() -> ui.stage().health().status() == StageHealth.Status.UP);
            ui.topics.failure = "traas-ui-state reads no more: not authorised";

            assertThat(ui.stage().health().status()).isEqualTo(StageHealth.Status.DOWN);
            assertThat(ui.stage().health().summary()).contains("not authorised", "restart");
            assertThat(ui.get("/healthz").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void isUpOnceTheTopicsAreReadAndClosesWithoutLeavingAThread() {
        RunningUi ui = new RunningUi(Map.of());
        await().until(() -> ui.stage().health().status() == StageHealth.Status.UP);
        assertThat(ui.stage().name()).isEqualTo("ui");
        ui.close();
        await().untilAsserted(() -> assertThat(ownThreads()).isEmpty());
    }

    private static Set<String> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("ui-") || name.startsWith("http-nio"))
                .collect(Collectors.toSet());
    }
}
