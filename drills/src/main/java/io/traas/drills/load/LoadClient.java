package io.traas.drills.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** Asks a running {@link LoadGenerator} and tells it how much to send. Thread-safe. */
public final class LoadClient {

    /** Long, because a crowded machine is no reason to give up a drill. */
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final ObjectMapper json = new ObjectMapper();
    private final String endpoint;

    /** A client of the generator at this {@code ip:port}. */
    public LoadClient(String endpoint) {
        this.endpoint = endpoint;
    }

    /** What the generator knows now. */
    public LoadState state() {
        try {
            return json.readValue(HttpCall.get(endpoint, "/state", TIMEOUT).body(), LoadState.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the load generator at " + endpoint + " does not answer", e);
        }
    }

    /** The bank's customers come so many times as often from now on. */
    public void surge(double factor) {
        try {
            HttpCall call = HttpCall.post(endpoint, "/rate", Form.EMPTY.with("factor", factor), TIMEOUT);
            if (call.status() != 200) {
                throw new IllegalArgumentException("the load generator refused: " + call.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the load generator at " + endpoint + " does not answer", e);
        }
    }
}
