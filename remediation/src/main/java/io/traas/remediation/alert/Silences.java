package io.traas.remediation.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.AlertAction.SilenceAlerts;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Alertmanager's silences, by its API version 2. The key of the intent stands in the comment. */
final class Silences {

    private static final String AUTHOR = "traas";

    private final URI base;
    private final HttpCalls calls;

    /** @param base for example {@code http://alertmanager:9093}, with a path prefix if it has one */
    Silences(URI base, HttpCalls calls) {
        this.base = base;
        this.calls = calls;
    }

    /** The answer to the request for a new one. */
    HttpResponse<String> create(SilenceAlerts action, String key, Instant now) throws IOException {
        ObjectNode silence = Json.mapper().createObjectNode();
        for (Map.Entry<String, String> matcher : new TreeMap<>(action.matchers()).entrySet()) {
            silence.withArray("/matchers")
                    .addObject()
                    .put("name", matcher.getKey())
                    .put("value", matcher.getValue())
                    .put("isRegex", false)
                    .put("isEqual", true);
        }
        silence.put("startsAt", now.toString())
                .put("endsAt", now.plusSeconds(action.expiresAfterSeconds()).toString())
                .put("createdBy", AUTHOR)
                .put("comment", "for " + action.target() + " by " + key);
        return calls.post(path("/api/v2/silences"), silence);
    }

    HttpResponse<String> end(String id) throws IOException {
        return calls.send(HttpRequest.newBuilder(path("/api/v2/silence/" + id)).DELETE());
    }

    /** True when there is one that was made for this intent, ended or not. */
    boolean madeBy(String key) throws IOException {
        return all().stream()
                .anyMatch(silence -> silence.path("comment").asText().endsWith(" by " + key));
    }

    /** Ids of those of ours with exactly these matchers that are not over. */
    List<String> standing(Map<String, String> matchers) throws IOException {
        return all().stream()
                .filter(silence -> silence.path("createdBy").asText().equals(AUTHOR))
                .filter(silence -> !silence.at("/status/state").asText().equals("expired"))
                .filter(silence -> matchers(silence).equals(matchers))
                .map(silence -> silence.path("id").asText())
                .toList();
    }

    private List<JsonNode> all() throws IOException {
        HttpResponse<String> answer =
                calls.send(HttpRequest.newBuilder(path("/api/v2/silences")).GET());
        if (answer.statusCode() != 200) {
            throw new IOException("Alertmanager answers " + answer.statusCode() + " when asked for its silences");
        }
        try {
            List<JsonNode> silences = new ArrayList<>();
            Json.mapper().readTree(answer.body()).forEach(silences::add);
            return silences;
        } catch (JsonProcessingException e) {
            throw new IOException("Alertmanager sent no JSON", e);
        }
    }

    private static Map<String, String> matchers(JsonNode silence) {
        Map<String, String> matchers = new TreeMap<>();
        for (JsonNode matcher : silence.path("matchers")) {
            boolean exact = !matcher.path("isRegex").asBoolean()
                    && matcher.path("isEqual").asBoolean(true);
            matchers.put(
                    (exact ? "" : "not exact: ") + matcher.path("name").asText(),
                    matcher.path("value").asText());
        }
        return matchers;
    }

    private URI path(String path) {
        return URI.create(base.toString().replaceAll("/+$", "") + path);
    }
}
