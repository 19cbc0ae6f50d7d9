package io.traas.drills.cluster.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.traas.drills.cluster.store.KubernetesJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One HTTP request.
 *
 * @param method in capitals
 * @param path segments of the path, decoded
 * @param query parameters, decoded; the last of equal names counts
 * @param headers by lower-case name
 * @param body text, empty when there was none
 */
record ApiRequest(
        String method, List<String> path, Map<String, String> query, Map<String, String> headers, String body) {

    private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");

    ApiRequest {
        Objects.requireNonNull(method, "method");
        path = List.copyOf(path);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
        Objects.requireNonNull(body, "body");
    }

    static ApiRequest of(String method, String target, Map<String, String> headers, String body) {
        String[] parts = target.split("\\?", 2);
        Map<String, String> query = new HashMap<>();
        if (parts.length == 2) {
            for (String parameter : parts[1].split("&")) {
                String[] sides = parameter.split("=", 2);
                query.put(decoded(sides[0]), sides.length == 2 ? decoded(sides[1]) : "");
            }
        }
        Map<String, String> lowerCase = new HashMap<>();
        headers.forEach((name, value) -> lowerCase.put(name.toLowerCase(Locale.ROOT), value));
        List<String> path = Stream.of(parts[0].split("/"))
                .filter(segment -> !segment.isEmpty())
                .map(ApiRequest::decoded)
                .toList();
        return new ApiRequest(method, path, query, lowerCase, body);
    }

    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    boolean flag(String name) {
        return List.of("true", "1").contains(parameter(name));
    }

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    boolean isWatch() {
        return method.equals("GET") && flag("watch");
    }

    /** As the query says; but a deletion with options in its body goes by those alone, as on the real server. */
    boolean isDryRun() {
        return method.equals("DELETE") && !body.isBlank()
                ? bodySays("/dryRun")
                : parameter("dryRun").equals("All");
    }

    /** Whether it is one, counting the delete options inside an eviction. */
    boolean asksForDryRun() {
        return isDryRun() || bodySays("/deleteOptions/dryRun");
    }

    private boolean bodySays(String pointer) {
        try {
            return body.contains("dryRun")
                    && KubernetesJson.parse(body).at(pointer).size() > 0;
        } catch (JsonProcessingException malformed) {
            return false;
        }
    }

    /**
     * Whether a web page may have caused it: browsers name the origin of the page, which is never ours, and a page that
     * reaches us by a name of its own comes with that name. Programs name no origin, or ours when they open a watch.
     */
    boolean mayComeFromAWebPage() {
        String host = header("host");
        String origin = header("origin");
        boolean foreignOrigin = !origin.isEmpty() && !origin.endsWith("//" + host);
        return foreignOrigin || !LOOPBACK_NAMES.contains(host.replaceFirst(":\\d+$", ""));
    }

    /** Who writes: the fieldManager parameter, or the name of the client program. */
    String manager() {
        String named = parameter("fieldManager");
        if (!named.isEmpty()) {
            return named;
        }
        String agent = header("user-agent").split("[/ ]", 2)[0];
        return agent.isEmpty() ? "unknown" : agent;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
