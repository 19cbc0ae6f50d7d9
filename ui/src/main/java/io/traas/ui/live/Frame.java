package io.traas.ui.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.traas.model.wire.Json;
import java.nio.charset.StandardCharsets;

/** One server-sent event as bytes. JSON has no raw line breaks, so one data line is enough. */
record Frame(byte[] bytes) {

    /** With an id: the client resumes after it. */
    static Frame of(long id, String event, Object data) {
        return new Frame(("id: " + id + "\n" + body(event, data)).getBytes(StandardCharsets.UTF_8));
    }

    /** Without an id: the client's position stays. */
    static Frame of(String event, Object data) {
        return new Frame(body(event, data).getBytes(StandardCharsets.UTF_8));
    }

    private static String body(String event, Object data) {
        try {
            return "event: " + event + "\ndata: " + Json.mapper().writeValueAsString(data) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write " + data.getClass().getSimpleName() + " as JSON", e);
        }
    }
}
