package io.traas.drills.bank.service;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * A service that this one calls, replica by replica in turn and each call once. Measured under the names of
 * Micrometer's HTTP client conventions. Thread-safe.
 */
final class Downstream {

    private final String name;
    private final Supplier<List<String>> endpoints;
    private final Duration timeout;
    private final MeterProvider<Timer> calls;
    private final AtomicInteger turn = new AtomicInteger();

    Downstream(String name, Supplier<List<String>> endpoints, Duration timeout, MeterRegistry registry) {
        this.name = name;
        this.endpoints = endpoints;
        this.timeout = timeout;
        this.calls = Timer.builder("http.client.requests")
                .description("Calls of other services")
                .serviceLevelObjectives(RequestServer.BUCKETS)
                .withRegistry(registry);
    }

    /** Calls one replica. What goes wrong on the way becomes a reply of 502 or 504. */
    Reply post(String path, Form request) {
        long start = System.nanoTime();
        List<String> ready = endpoints.get();
        if (ready.isEmpty()) {
            return measured(start, path, "IO_ERROR", Reply.of(Reply.BAD_GATEWAY, name + " has no replica"));
        }
        String endpoint = ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
        try {
            HttpCall call = HttpCall.post(endpoint, path, request, timeout);
            Reply reply = new Reply(call.status(), Form.parse(call.body()));
            return measured(start, path, String.valueOf(reply.status()), reply);
        } catch (SocketTimeoutException e) {
            String why = name + " did not answer within " + timeout.toMillis() + " ms";
            return measured(start, path, "IO_ERROR", Reply.of(Reply.TIMED_OUT, why));
        } catch (IOException e) {
            return measured(start, path, "IO_ERROR", Reply.of(Reply.BAD_GATEWAY, name + ": " + e.getMessage()));
        }
    }

    private Reply measured(long start, String path, String status, Reply reply) {
        String outcome = status.equals("IO_ERROR") ? "UNKNOWN" : reply.outcome();
        calls.withTags("method", "POST", "uri", path, "client.name", name, "status", status, "outcome", outcome)
                .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        return reply;
    }
}
