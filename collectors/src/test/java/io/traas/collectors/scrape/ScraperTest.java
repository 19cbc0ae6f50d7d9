package io.traas.collectors.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.traas.collectors.exposition.ExpositionLimits;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.wire.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against real servers on loopback, good and bad ones. */
class ScraperTest {

    private static final Duration INTERVAL = Duration.ofMillis(400);

    private final InMemoryPublisher publisher = new InMemoryPublisher();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void everyScrapeIsOneBatchThatSaysWhoWasScrapedAndHowItWent() {
        Exporter exporter = exporter(Exporter.text("requests_total{code=\"200\"} 17\ntemperature 21.5\n"));

        scraper().scrape(List.of(exporter.target("web-1")));

        SampleBatch batch = firstUp("web-1");
        assertThat(batch.workload()).isEqualTo(Target.deployment("c1", "shop", "web"));
        assertThat(batch.node()).isEqualTo("n1");
        assertThat(batch.points())
                .contains(
                        new Point("requests_total", java.util.Map.of("code", "200"), 17),
                        Point.of("temperature", 21.5),
                        Point.of("up", 1),
                        Point.of("scrape_samples", 2));
        assertThat(value(batch, "scrape_duration_seconds")).isBetween(0.0, 5.0);
    }

    @Test
    void aTargetIsScrapedAtEveryInterval() {
        Exporter exporter = exporter(Exporter.text("a 1\n"));

        scraper().scrape(List.of(exporter.target("web-1")));

        await().atMost(30, TimeUnit.SECONDS).until(() -> batches("web-1").size() >= 5);
        List<SampleBatch> batches = batches("web-1");
        Duration span =
                Duration.between(batches.get(0).observedAt(), batches.get(4).observedAt());
        assertThat(span).isGreaterThan(INTERVAL.multipliedBy(3));
    }

    @Test
    void requestsAskAsPrometheusDoes() {
        AtomicReference<com.sun.net.httpserver.Headers> headers = new AtomicReference<>();
        Exporter exporter = exporter(exchange -> {
            headers.set(exchange.getRequestHeaders());
            Exporter.text("a 1\n").to(exchange);
        });

        scraper().scrape(List.of(exporter.target("web-1")));

        firstUp("web-1");
        assertThat(headers.get().getFirst("Accept")).startsWith("application/openmetrics-text;version=1.0.0");
        assertThat(headers.get().getFirst("Accept-Encoding")).isEqualTo("gzip");
        assertThat(headers.get().getFirst("X-Prometheus-Scrape-Timeout-Seconds"))
                .isEqualTo("0.38");
    }

    @Test
    void compressedAnswersAreRead() {
        Exporter exporter = exporter(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            Exporter.send(exchange, 200, "application/openmetrics-text; version=1.0.0", gzip("a 1\n# EOF\n"));
        });

        scraper().scrape(List.of(exporter.target("web-1")));

        assertThat(firstUp("web-1").points()).contains(Point.of("a", 1), Point.of("up", 1));
    }

    @Test
    void aHungTargetIsDownAtEveryIntervalAndDoesNotDisturbTheOthers() throws IOException {
        // Accepts by its backlog and never answers, like a stopped process.
        ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(hung);
        Exporter healthy = exporter(Exporter.text("a 1\n"));

        scraper().scrape(List.of(Exporter.target("hung", hung.getLocalPort()), healthy.target("healthy")));

        await().atMost(20, TimeUnit.SECONDS).until(() -> batches("hung").size() >= 10);
        List<SampleBatch> down = batches("hung");
        assertThat(down).noneMatch(SampleBatch::up);
        Duration span = Duration.between(
                down.get(0).observedAt(), down.get(down.size() - 1).observedAt());
        assertThat(span.dividedBy(down.size() - 1)).isLessThan(INTERVAL.multipliedBy(2));
        assertThat(batches("healthy").size() - downs("healthy")).isGreaterThanOrEqualTo(3);
    }

    @Test
    void connectionsToAHungTargetAreClosedAgain() throws Exception {
        ServerSocket hung = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        open.add(hung);
        scraper().scrape(List.of(Exporter.target("hung", hung.getLocalPort())));

        await().atMost(20, TimeUnit.SECONDS).until(() -> batches("hung").size() >= 10);

        hung.setSoTimeout(2_000);
        for (int i = 0; i < 5; i++) {
            try (java.net.Socket connection = hung.accept()) {
                connection.setSoTimeout(2_000);
                connection.getInputStream().readAllBytes();
            }
        }
        // Reaching the end of the stream of all of them proves that our side closed them.
    }

    @Test
    void aTargetThatHangsInTheMiddleOfItsAnswerIsDown() {
        CountDownLatch end = new CountDownLatch(1);
        open.add(end::countDown);
        Exporter exporter = exporter(exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("a 1\n".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitQuietly(end);
        });

        scraper().scrape(List.of(exporter.target("web-1")));

        assertThat(firstBatch("web-1").up()).isFalse();
        assertThat(failures("timeout")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aTargetComesBackWhenItAnswersAgain() {
        Exporter exporter = exporter(exchange -> Exporter.send(exchange, 500, "text/plain", new byte[0]));
        scraper().scrape(List.of(exporter.target("web-1")));
        assertThat(firstBatch("web-1").up()).isFalse();
        assertThat(failures("status")).isGreaterThanOrEqualTo(1);

        exporter.answers(Exporter.text("a 1\n"));

        firstUp("web-1");
    }

    @Test
    void aTargetThatIsGoneIsDownAndCarriesWhatWeKnow() throws IOException {
        int freed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freed = socket.getLocalPort();
        }

        scraper().scrape(List.of(Exporter.target("gone", freed)));

        SampleBatch batch = firstBatch("gone");
        assertThat(batch.points())
                .extracting(Point::metric)
                .containsExactly("up", "scrape_duration_seconds", "scrape_samples");
        assertThat(batch.up()).isFalse();
        assertThat(failures("unreachable")).isGreaterThanOrEqualTo(1);
    }

    @Test
    void aTargetThatIsEndingIsScrapedWhileItAnswersAndThenForgottenWithoutAFailure() {
        Exporter exporter = exporter(Exporter.text("a 1\n"));
        ScrapeTarget running = exporter.target("web-1");
        Scraper scraper = scraper();
        scraper.scrape(List.of(running));
        firstUp("web-1");
        scraper.scrape(
                List.of(new ScrapeTarget(running.target(), running.workload(), running.node(), running.uri(), true)));
        long downsBefore = downs("web-1");

        exporter.answers(exchange -> Exporter.send(exchange, 503, "text/plain", new byte[0]));

        await().atMost(30, TimeUnit.SECONDS).until(() -> scraper.targets() == 0);
        assertThat(downs("web-1")).isEqualTo(downsBefore);
    }

    @Test
    void malformedTextIsDownAndADeadLetterNamesTheLineButNotOneAtEveryInterval() {
        Exporter exporter = exporter(Exporter.text("a 1\nb{c=\"d} 2\n"));

        scraper().scrape(List.of(exporter.target("web-1")));

        await().atMost(30, TimeUnit.SECONDS).until(() -> batches("web-1").size() >= 6);
        assertThat(batches("web-1")).noneMatch(SampleBatch::up);
        assertThat(publisher.on(Topics.DEAD_LETTERS))
                .hasSizeBetween(1, 3)
                .first()
                .satisfies(letter -> {
                    assertThat(letter.source()).isEqualTo("collectors/scrape");
                    assertThat(letter.about()).contains("c1/shop/Pod/web-1").contains("/metrics");
                    assertThat(letter.reason()).startsWith("line 2: ").contains("not closed");
                    assertThat(letter.payload()).startsWith("a 1\nb");
                });
    }

    @Test
    void anAnswerOverTheLimitIsDown() {
        Exporter plain = exporter(Exporter.text("a 1\n".repeat(50_000)));
        Exporter zipped = exporter(exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            Exporter.send(exchange, 200, "text/plain", gzip("#".repeat(200_000)));
        });

        scraper().scrape(List.of(plain.target("plain"), zipped.target("zipped")));

        assertThat(firstBatch("plain").up()).isFalse();
        assertThat(firstBatch("zipped").up()).isFalse();
    }

    @Test
    void aTargetCannotSpeakForUs() {
        Exporter exporter = exporter(Exporter.text("up 0\nscrape_samples 99\ntraas_heartbeat 1\na 1\n"));

        scraper().scrape(List.of(exporter.target("web-1")));

        assertThat(firstUp("web-1").points())
                .extracting(Point::metric)
                .containsExactly("a", "up", "scrape_duration_seconds", "scrape_samples");
    }

    @Test
    void targetsComeAndGoWithoutDisturbingTheOthers() {
        Exporter exporter = exporter(Exporter.text("a 1\n"));
        Scraper scraper = scraper();
        scraper.scrape(List.of(exporter.target("stays"), exporter.target("goes")));
        firstUp("goes");

        scraper.scrape(List.of(exporter.target("stays"), exporter.target("comes")));
        firstUp("comes");

        int left = batches("goes").size();
        int stays = batches("stays").size();
        await().atMost(30, TimeUnit.SECONDS).until(() -> batches("stays").size() >= stays + 4);
        assertThat(batches("goes").size()).isLessThanOrEqualTo(left + 1);
        assertThat(scraper.targets()).isEqualTo(2);
        await().atMost(30, TimeUnit.SECONDS).until(() -> scraper.targetsUp() == 2);
    }

    @Test
    void targetsOverTheLimitAreRefusedAndCounted() {
        Exporter exporter = exporter(Exporter.text("a 1\n"));
        Scraper scraper = scraper();

        scraper.scrape(IntStream.range(0, 60)
                .mapToObj(i -> exporter.target("web-" + i))
                .toList());

        assertThat(scraper.targets()).isEqualTo(50);
        assertThat(scraper.targetsRefused()).isEqualTo(10);
    }

    private Scraper scraper() {
        ExpositionLimits limits = ExpositionLimits.DEFAULT.withMaxBytes(100_000);
        Scraper scraper = new Scraper(
                new ScrapeSettings(INTERVAL, Duration.ofSeconds(10), 50, 2, limits),
                publisher,
                registry,
                Clock.systemUTC());
        open.add(scraper);
        return scraper;
    }

    private Exporter exporter(Exporter.Answer answer) {
        Exporter exporter = new Exporter(answer);
        open.add(exporter);
        return exporter;
    }

    private List<SampleBatch> batches(String pod) {
        return publisher.on(Topics.METRICS).stream()
                .filter(batch -> batch.target().name().equals(pod))
                .toList();
    }

    /** The first that succeeded: on a busy machine the first of all may come too late. */
    private SampleBatch firstUp(String pod) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> batches(pod).stream().anyMatch(SampleBatch::up));
        return batches(pod).stream().filter(SampleBatch::up).findFirst().orElseThrow();
    }

    private long downs(String pod) {
        return batches(pod).stream().filter(batch -> !batch.up()).count();
    }

    private SampleBatch firstBatch(String pod) {
        await().atMost(30, TimeUnit.SECONDS).until(() -> !batches(pod).isEmpty());
        return batches(pod).get(0);
    }

    private double failures(String reason) {
        return registry.get("traas.scrape.failed")
                .tag("reason", reason)
                .counter()
                .count();
    }

    private static double value(SampleBatch batch, String metric) {
        return batch.points().stream()
                .filter(point -> point.metric().equals(metric))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
