package io.traas.model.signal;

import io.traas.model.SampleBatch;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The signals that need no configuration: computed from the metric names that Micrometer and Spring Boot expose by
 * convention, and from what every scrape carries. Detection, verification and charts speak of them by name.
 */
public final class Signals {

    private static final String REQUESTS_COUNT = "http_server_requests_seconds_count";
    private static final Map<String, String> ALL = Map.of();
    private static final Map<String, String> HEAP_AREA = Map.of("area", "heap");

    /** Share of requests answered with a server error. */
    public static final Signal ERRORS =
            new Signal("errors", Signal.Kind.RATIO, REQUESTS_COUNT, Map.of("status", "5\\d\\d"), "", ALL, "ratio");

    /** Share of the calls it makes itself that end in a server error or in none at all. */
    public static final Signal CALL_ERRORS = new Signal(
            "call-errors",
            Signal.Kind.RATIO,
            "http_client_requests_seconds_count",
            Map.of("status", "5\\d\\d|IO_ERROR|CLIENT_ERROR"),
            "",
            ALL,
            "ratio");

    /** Mean time from arrival to answer. */
    public static final Signal LATENCY =
            new Signal("latency", Signal.Kind.MEAN, "http_server_requests_seconds", ALL, "", ALL, "s");

    /** Requests answered a second. */
    public static final Signal REQUESTS = new Signal("requests", Signal.Kind.RATE, REQUESTS_COUNT, ALL, "", ALL, "1/s");

    /** Share of the worker threads that are busy. */
    public static final Signal SATURATION = new Signal(
            "saturation", Signal.Kind.SHARE, "executor_active_threads", ALL, "executor_pool_max_threads", ALL, "ratio");

    /** Requests waiting for a worker thread. */
    public static final Signal QUEUE =
            new Signal("queue", Signal.Kind.GAUGE, "executor_queued_tasks", ALL, "", ALL, "requests");

    /** Share of the heap in use. */
    public static final Signal HEAP = new Signal(
            "heap", Signal.Kind.SHARE, "jvm_memory_used_bytes", HEAP_AREA, "jvm_memory_max_bytes", HEAP_AREA, "ratio");

    /** 1 when the scrape succeeded, 0 when it failed. */
    public static final Signal UP = new Signal("up", Signal.Kind.GAUGE, SampleBatch.UP, ALL, "", ALL, "");

    public static final List<Signal> DEFAULTS =
            List.of(ERRORS, CALL_ERRORS, LATENCY, REQUESTS, SATURATION, QUEUE, HEAP, UP);

    public static final Map<String, Signal> BY_NAME =
            DEFAULTS.stream().collect(Collectors.toUnmodifiableMap(Signal::name, Function.identity()));

    private Signals() {}
}
