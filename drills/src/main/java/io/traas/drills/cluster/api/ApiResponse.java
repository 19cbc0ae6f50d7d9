package io.traas.drills.cluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.read.ListQuery;
import io.traas.drills.cluster.read.WatchOptions;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.Refusal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The answer to a request. */
sealed interface ApiResponse {

    /** HTTP status code. */
    int status();

    /** An answer that is sent at once, or after the delay. */
    record Full(int status, Map<String, String> headers, String body, Duration delay) implements ApiResponse {
        public Full {
            headers = Map.copyOf(headers);
        }

        Full withHeader(String name, String value) {
            Map<String, String> more = new HashMap<>(headers);
            more.put(name, value);
            return new Full(status, more, body, delay);
        }
    }

    /** A watch to be opened. */
    record Watch(ListQuery query, WatchOptions options) implements ApiResponse {
        @Override
        public int status() {
            return 200;
        }
    }

    static Full json(int status, JsonNode body) {
        return json(status, KubernetesJson.text(body));
    }

    static Full json(int status, String body) {
        return new Full(status, Map.of("Content-Type", "application/json"), body, Duration.ZERO);
    }

    static Full text(int status, String body) {
        return new Full(status, Map.of("Content-Type", "text/plain; charset=utf-8"), body, Duration.ZERO);
    }

    static Full lines(List<String> lines) {
        String body = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        return new Full(200, Map.of("Content-Type", "application/json"), body, Duration.ZERO);
    }

    static Full refusal(Refusal refusal) {
        Full answer = json(refusal.code(), refusal.status());
        if (refusal.retryAfterSeconds() > 0) {
            answer = answer.withHeader("Retry-After", Integer.toString(refusal.retryAfterSeconds()));
        }
        // A list at a version of the future waits a while for it.
        return refusal.code() == 504 ? new Full(504, answer.headers(), answer.body(), Duration.ofSeconds(3)) : answer;
    }
}
