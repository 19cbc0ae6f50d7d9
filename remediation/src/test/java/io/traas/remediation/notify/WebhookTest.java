package io.traas.remediation.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.traas.model.Action;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.wire.Json;
import io.traas.model.wire.Topics;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookTest {

    private static final Webhook.Retry RETRY = new Webhook.Retry(3, Duration.ofMillis(1), Duration.ofSeconds(2));

    private final InMemoryPublisher topics = new InMemoryPublisher();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final Semaphore receiver = new Semaphore(1);
    private HttpServer server;
    private Webhook webhook;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));
            receiver.acquireUninterruptibly();
            receiver.release();
            Integer status = answers.poll();
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook?token=secret");
        webhook = new Webhook(address, RETRY, topics, new TestClock(Scene.NOON));
    }

    @AfterEach
    void stop() {
        webhook.close();
        server.stop(0);
    }

    @Test
    void aNoticeArrivesAsJsonWithIncidentAndPlan() throws IOException {
        webhook.send(notice(Notice.Kind.APPROVAL_NEEDED));

        await().until(() -> received.size() == 1);
        JsonNode body = Json.mapper().readTree(received.get(0));
        assertThat(body.at("/kind").asText()).isEqualTo("APPROVAL_NEEDED");
        assertThat(body.at("/at").asText()).isEqualTo("2026-03-01T12:00:00Z");
        assertThat(body.at("/plan/steps/0/type").asText()).isEqualTo("RestartWorkload");
    }

    @Test
    void aFailedDeliveryIsTriedAgain() {
        answers.addAll(List.of(500, 503));

        webhook.send(notice(Notice.Kind.ESCALATED));

        await().until(() -> received.size() == 3);
        assertThat(webhook.failures()).isZero();
    }

    @Test
    void whatCannotBeDeliveredIsCountedAndKeptWithoutTheSecretOfTheAddress() {
        answers.addAll(List.of(500, 500, 500));

        webhook.send(notice(Notice.Kind.ESCALATED));

        await().until(() -> webhook.failures() == 1);
        await().until(() -> topics.on(Topics.DEAD_LETTERS).size() == 1);
        assertThat(topics.on(Topics.DEAD_LETTERS).get(0).reason()).isEqualTo("it answered 500");
        assertThat(topics.on(Topics.DEAD_LETTERS).get(0).about()).doesNotContain("secret");
    }

    @Test
    void redirectsAreNotFollowed() {
        answers.addAll(List.of(302, 302, 302));

        webhook.send(notice(Notice.Kind.HEALED));

        await().until(() -> webhook.failures() == 1);
        assertThat(received).hasSize(3);
    }

    @Test
    void aCallForAPersonTakesThePlaceOfARefusalInAFullQueue() throws InterruptedException {
        receiver.acquire(); // It hangs with the first notice in hand.
        webhook.send(notice(Notice.Kind.HEALED));
        await().until(() -> received.size() == 1);
        for (int i = 0; i < Webhook.MAX_WAITING; i++) {
            webhook.send(notice(Notice.Kind.REFUSED));
        }

        webhook.send(notice(Notice.Kind.REFUSED));
        webhook.send(notice(Notice.Kind.APPROVAL_NEEDED));
        receiver.release();

        await().until(() -> received.size() == 1 + Webhook.MAX_WAITING);
        assertThat(received.get(Webhook.MAX_WAITING)).contains("APPROVAL_NEEDED");
        assertThat(webhook.failures()).isEqualTo(2);
        assertThat(topics.on(Topics.DEAD_LETTERS))
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.payload()).contains("REFUSED"));
    }

    private static Notice notice(Notice.Kind kind) {
        return new Notice(
                kind, Scene.NOON, "look at this", null, Scene.plan("r", 1, new Action.RestartWorkload(Scene.CART)));
    }
}
