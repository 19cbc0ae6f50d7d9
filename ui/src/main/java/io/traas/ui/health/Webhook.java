package io.traas.ui.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.traas.model.wire.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts notices as JSON to the one address the operator has set. Does not wait; tries three times; no redirects. */
public final class Webhook implements Consumer<SilenceAlarm.Notice> {

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int ATTEMPTS = 3;

    private final URI address;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    public Webhook(URI address) {
        this.address = address;
    }

    @Override
    public void accept(SilenceAlarm.Notice notice) {
        send(notice, 1);
    }

    private void send(SilenceAlarm.Notice notice, int attempt) {
        http.sendAsync(request(notice), HttpResponse.BodyHandlers.discarding()).whenComplete((response, failure) -> {
            String problem = failure != null
                    ? String.valueOf(failure)
                    : response.statusCode() / 100 == 2 ? null : "status " + response.statusCode();
            if (problem == null) {
                return;
            }
            LOG.atWarn()
                    .addKeyValue("stage", notice.stage())
                    .addKeyValue("attempt", attempt)
                    .addKeyValue("reason", problem)
                    .log("the webhook did not take a notice");
            if (attempt < ATTEMPTS) {
                CompletableFuture.delayedExecutor(attempt, TimeUnit.SECONDS).execute(() -> send(notice, attempt + 1));
            }
        });
    }

    private HttpRequest request(SilenceAlarm.Notice notice) {
        try {
            return HttpRequest.newBuilder(address)
                    .timeout(TIMEOUT)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(notice)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write a notice as JSON", e);
        }
    }
}
