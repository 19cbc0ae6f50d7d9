package io.traas.ui.health;

import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Asks the {@code /health} address of each stage, all at the same time. */
public final class HttpStageProbe implements StageProbe {

    private static final Duration TIMEOUT = Duration.ofMillis(800);

    private final Map<String, URI> addresses;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();

    public HttpStageProbe(Map<String, URI> addresses) {
        this.addresses = Map.copyOf(addresses);
    }

    @Override
    public Map<String, Answer> ask() {
        Map<String, CompletableFuture<Answer>> asked = new HashMap<>();
        addresses.forEach((stage, address) -> asked.put(stage, ask(address)));
        Map<String, Answer> answers = new HashMap<>();
        asked.forEach((stage, answer) -> answers.put(stage, answer.join()));
        return answers;
    }

    private CompletableFuture<Answer> ask(URI address) {
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray())
                .thenApply(response -> read(address, response.body()))
                .exceptionally(failure -> Answer.failed(address + " does not answer"));
    }

    private static Answer read(URI address, byte[] body) {
        try {
            return Answer.of(Json.mapper().readValue(body, StageHealth.class));
        } catch (IOException e) {
            return Answer.failed(address + " answers with something that is not a health");
        }
    }
}
