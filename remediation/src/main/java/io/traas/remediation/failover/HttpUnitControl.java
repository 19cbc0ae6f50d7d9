package io.traas.remediation.failover;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Units whose centres take forms over HTTP at {@code /admin/...}; the paths are in docs/failover.md. Thread-safe. */
public final class HttpUnitControl implements UnitControl {

    /** For a centre that gave no answer lately: the others must not wait for it at every step. */
    private static final Duration SHORT_TIMEOUT = Duration.ofMillis(250);

    private static final Duration LATELY = Duration.ofSeconds(5);
    private static final Duration CATCH_UP_TIMEOUT = Duration.ofSeconds(6);
    private static final String SENDER = "failover";

    private final Map<String, String> endpoints;
    private final Map<String, Long> silentSince = new ConcurrentHashMap<>();
    private final Duration timeout;
    private final HttpClient client;

    /**
     * @param endpoints centre to {@code host:port}
     * @param timeout how long a centre may take for an answer
     */
    public HttpUnitControl(Map<String, String> endpoints, Duration timeout) {
        this.endpoints = new TreeMap<>(endpoints);
        this.timeout = timeout;
        this.client = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public List<ReplicaStatus> observe(String unit) {
        return List.copyOf(everywhere("/admin/status", Map.of("unit", unit), HttpUnitControl::status)
                .values());
    }

    @Override
    public List<ReplicaStatus> fence(String unit, long epoch, String asker) {
        Map<String, String> form = Map.of("unit", unit, "epoch", Long.toString(epoch), "asker", asker);
        return List.copyOf(
                everywhere("/admin/fence", form, HttpUnitControl::status).values());
    }

    @Override
    public boolean freeze(String unit, String centre, long epoch, Duration atMost) {
        return tell(centre, "/admin/freeze", unit, epoch, Map.of("heldForMillis", Long.toString(atMost.toMillis())))
                .map(ReplicaStatus::frozen)
                .orElse(false);
    }

    @Override
    public boolean unfreeze(String unit, String centre, long epoch) {
        return tell(centre, "/admin/thaw", unit, epoch, Map.of())
                .map(replica -> !replica.frozen())
                .orElse(false);
    }

    @Override
    public boolean catchUp(String unit, String centre, String from, long epoch) {
        return tell(centre, "/admin/catch-up", unit, epoch, Map.of("from", from))
                .isPresent();
    }

    @Override
    public boolean promote(String unit, String centre, long epoch, String asker) {
        return tell(centre, "/admin/lead", unit, epoch, Map.of("asker", asker))
                .map(replica -> replica.leading() == epoch)
                .orElse(false);
    }

    @Override
    public boolean openWrites(String unit, String centre, long epoch) {
        return tell(centre, "/admin/open", unit, epoch, Map.of())
                .map(ReplicaStatus::writable)
                .orElse(false);
    }

    @Override
    public Map<String, RouteRule> rules(String unit) {
        return everywhere(
                "/admin/rule",
                Map.of("unit", unit),
                answer -> new RouteRule(
                        number(answer, "version"),
                        number(answer, "epoch"),
                        text(answer, "leader"),
                        Boolean.parseBoolean(answer.get("writable")),
                        Duration.ofMillis(number(answer, "heldForMillis"))));
    }

    @Override
    public void pushRule(String unit, RouteRule rule) {
        Map<String, String> form = Map.of(
                "unit", unit,
                "version", Long.toString(rule.version()),
                "epoch", Long.toString(rule.epoch()),
                "leader", rule.leader(),
                "writable", Boolean.toString(rule.writable()),
                "heldForMillis", Long.toString(rule.heldFor().toMillis()));
        everywhere("/admin/route", form, answer -> answer);
    }

    @Override
    public boolean roundTrip(String unit, String centre, long epoch, String move) {
        // Cent to and fro between two fixed accounts; the id is below those of customers and the same for each try.
        Map<String, String> write = Map.of(
                "unit", unit,
                "id", Long.toString(-1 - (move.hashCode() & 0x7fff_ffffL)),
                "from", Long.toString(epoch % 2),
                "to", Long.toString(1 - epoch % 2),
                "cents", "1");
        for (String router : endpoints.keySet()) {
            if (isSilent(router)) {
                continue;
            }
            Optional<Long> written = position(call(router, "/write", write, timeout));
            if (written.isPresent()) {
                return position(call(centre, "/read", Map.of("unit", unit, "number", "0"), timeout))
                        .filter(read -> read >= written.get())
                        .isPresent();
            }
        }
        return false;
    }

    private static Optional<Long> position(CompletableFuture<Optional<Map<String, String>>> call) {
        return read(wait(call), answer -> number(answer, "position"));
    }

    private Optional<ReplicaStatus> tell(
            String centre, String path, String unit, long epoch, Map<String, String> more) {
        Map<String, String> form = new LinkedHashMap<>(more);
        form.put("unit", unit);
        form.put("epoch", Long.toString(epoch));
        Duration patience = path.equals("/admin/catch-up") ? CATCH_UP_TIMEOUT : timeout;
        return read(wait(call(centre, path, form, patience)), HttpUnitControl::status);
    }

    /** Asks all at once; who does not answer, or refuses, is missing. */
    private <T> Map<String, T> everywhere(
            String path, Map<String, String> form, Function<Map<String, String>, T> reading) {
        Map<String, CompletableFuture<Optional<Map<String, String>>>> calls = new LinkedHashMap<>();
        endpoints
                .keySet()
                .forEach(centre ->
                        calls.put(centre, call(centre, path, form, isSilent(centre) ? SHORT_TIMEOUT : timeout)));
        Map<String, T> answers = new LinkedHashMap<>();
        calls.forEach((centre, call) -> read(wait(call), reading).ifPresent(answer -> answers.put(centre, answer)));
        return answers;
    }

    /** An answer that cannot be read is none. */
    private static <T> Optional<T> read(
            Optional<Map<String, String>> answer, Function<Map<String, String>, T> reading) {
        try {
            return answer.map(reading);
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, String>> wait(CompletableFuture<Optional<Map<String, String>>> call) {
        return call.join();
    }

    private CompletableFuture<Optional<Map<String, String>>> call(
            String centre, String path, Map<String, String> form, Duration patience) {
        Map<String, String> signed = new LinkedHashMap<>(form);
        signed.put("via", SENDER);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoints.get(centre) + path))
                .timeout(patience)
                .POST(HttpRequest.BodyPublishers.ofString(encode(signed)))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString()).handle((response, failure) -> {
            heard(centre, failure == null);
            return failure == null && response.statusCode() == 200
                    ? Optional.of(decode(response.body(), centre))
                    : Optional.empty();
        });
    }

    /** Silence is counted from its first time, so that every {@link #LATELY} a centre has the full time to answer. */
    private void heard(String centre, boolean answered) {
        if (answered) {
            silentSince.remove(centre);
        } else {
            silentSince.merge(centre, System.nanoTime(), (before, now) -> isRecent(before, now) ? before : now);
        }
    }

    private boolean isSilent(String centre) {
        Long since = silentSince.get(centre);
        return since != null && isRecent(since, System.nanoTime());
    }

    private static boolean isRecent(long since, long now) {
        return now - since < LATELY.toNanos();
    }

    private static ReplicaStatus status(Map<String, String> answer) {
        return new ReplicaStatus(
                answer.get("centre"),
                number(answer, "promised"),
                number(answer, "leading"),
                Boolean.parseBoolean(answer.get("writable")),
                Boolean.parseBoolean(answer.get("frozen")),
                number(answer, "position"),
                number(answer, "lastEpoch"),
                number(answer, "committed"),
                Duration.ofMillis(number(answer, "leaderSilentMillis")),
                (int) number(answer, "exported"),
                measure(answer, "load"),
                measure(answer, "spare"));
    }

    private static long number(Map<String, String> answer, String name) {
        return Long.parseLong(text(answer, name));
    }

    /** NaN when it is not told. */
    private static double measure(Map<String, String> answer, String name) {
        return answer.containsKey(name) ? Double.parseDouble(answer.get(name)) : Double.NaN;
    }

    private static String text(Map<String, String> answer, String name) {
        String value = answer.get(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing in " + answer);
        }
        return value;
    }

    private static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, String> decode(String form, String centre) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("centre", centre);
        for (String field : form.split("&")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals),
                        URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return fields;
    }
}
