package io.traas.drills.bank.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestServerTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    @TempDir
    private Path volume;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newCachedThreadPool();
    private RequestServer server;

    @BeforeEach
    void start() throws IOException {
        Settings settings = new Settings(Map.of("POD_IP", "127.0.0.1", "PORT", "0"));
        Health health = new Health(Ailment.NONE, volume, new Random(1));
        server = new RequestServer(settings, Role.RISK, health, new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        server.start(Map.of("/fast", request -> Reply.ok(request), "/gated", this::waitAtTheGate));
    }

    @AfterEach
    void stop() throws InterruptedException {
        gate.countDown();
        server.drain(Duration.ZERO);
        callers.shutdownNow();
    }

    @Test
    void moreRequestsThanThreadsAndQueueHoldAreTurnedAwayWhileProbesAndScrapesGoOn() throws IOException {
        List<CompletableFuture<Integer>> waiting = new ArrayList<>();
        // First the threads: one that idles frees a place of the queue only once it has woken up.
        for (int i = 0; i < Role.RISK.threads(); i++) {
            waiting.add(callAsync("/gated"));
        }
        awaitScrape("executor_active_threads{name=\"requests\"} " + (double) Role.RISK.threads());
        for (int i = 0; i < Role.RISK.queue(); i++) {
            waiting.add(callAsync("/gated"));
        }
        awaitScrape("executor_queue_remaining_tasks{name=\"requests\"} 0.0");
        assertThat(post("/gated")).isEqualTo(503);
        assertThat(get("/healthz").status()).isEqualTo(200);
        gate.countDown();
        assertThat(waiting).allSatisfy(call -> assertThat(call.join()).isEqualTo(200));
        assertThat(scrape())
                .contains(
                        "http_server_requests_seconds_count{method=\"POST\",outcome=\"SERVER_ERROR\",status=\"503\",uri=\"/gated\"} 1");
    }

    private void awaitScrape(String line) {
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(scrape()).contains(line));
    }

    @Test
    void speaksTheNamesThatEverybodyKnows() throws IOException {
        post("/fast");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scrape())
                        .contains(
                                "http_server_requests_seconds_count{method=\"POST\",outcome=\"SUCCESS\",status=\"200\",uri=\"/fast\"} 1")
                        .contains("http_server_requests_seconds_bucket{")
                        .contains("http_server_requests_seconds_max{")
                        .contains("executor_pool_max_threads{name=\"requests\"}")
                        .contains("executor_queued_tasks{name=\"requests\"}"));
    }

    @Test
    void aReplicaThatIsAskedToGoFinishesWhatItHasBegun() throws Exception {
        CompletableFuture<Integer> begun = callAsync("/gated");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(scrape()).contains("executor_active_threads{name=\"requests\"} 1.0"));
        CompletableFuture<Void> drained = CompletableFuture.runAsync(this::drain, callers);
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(get("/healthz").status()).isEqualTo(503));
        assertThat(post("/fast")).isEqualTo(200);
        gate.countDown();
        assertThat(begun.join()).isEqualTo(200);
        drained.join();
    }

    @Test
    void anAilmentComesInByTheAdminPathAndAScrapeMayThenFail() throws IOException {
        HttpCall.post(endpoint(), "/admin/ailment", Ailment.lostScrapes(1).form(), TIMEOUT);
        assertThat(get("/metrics").status()).isEqualTo(503);
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(HttpCall.post(endpoint(), "/admin/ailment", Form.parse("errors=2"), TIMEOUT)
                        .body())
                .contains("errorShare must be 0 to 1, was 2.0");
    }

    @Test
    void unknownPathsAndUnreadableRequestsAreTheCallersFault() throws IOException {
        assertThat(post("/nowhere")).isEqualTo(404);
    }

    private Reply waitAtTheGate(Form request) {
        try {
            gate.await();
            return Reply.ok(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Reply.of(Reply.BUSY, "interrupted");
        }
    }

    private void drain() {
        try {
            server.drain(Duration.ofMillis(500));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<Integer> callAsync(String path) {
        return CompletableFuture.supplyAsync(() -> post(path), callers);
    }

    private int post(String path) {
        try {
            return HttpCall.post(endpoint(), path, Form.EMPTY, TIMEOUT).status();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpCall get(String path) throws IOException {
        return HttpCall.get(endpoint(), path, TIMEOUT);
    }

    private String scrape() throws IOException {
        return get("/metrics").body();
    }

    private String endpoint() {
        return "127.0.0.1:" + server.port();
    }
}
