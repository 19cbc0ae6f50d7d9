package io.traas.drills.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.store.KubernetesJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Requests to a real API server with its answers, as read from the test resources. */
record RecordedCase(String file, String namespace, List<Step> steps) {

    /**
     * One request and its answer.
     *
     * @param settle whether to wait before it until the controllers have nothing left to do
     * @param answer fields the answer must have, empty for an answer that is not JSON
     */
    record Step(
            String note,
            String method,
            String target,
            JsonNode headers,
            String body,
            boolean settle,
            int status,
            JsonNode answerHeaders,
            JsonNode answer,
            String text) {}

    static RecordedCase read(Path file) throws IOException {
        JsonNode tree = KubernetesJson.parse(Files.readString(file));
        List<Step> steps = new ArrayList<>();
        for (JsonNode step : tree.path("steps")) {
            String query = step.path("query").asText();
            steps.add(new Step(
                    step.path("note").asText(),
                    step.path("method").asText(),
                    step.path("path").asText() + (query.isEmpty() ? "" : "?" + query),
                    step.path("headers"),
                    step.path("body").asText(),
                    step.path("settle").asBoolean(),
                    step.path("status").asInt(),
                    step.path("answerHeaders"),
                    step.path("answer"),
                    step.path("text").asText()));
        }
        return new RecordedCase(
                file.getFileName().toString(), tree.path("namespace").asText(), steps);
    }
}
