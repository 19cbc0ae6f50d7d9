package io.traas.remediation.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.traas.model.wire.Json;
import io.traas.remediation.simulation.ApiCall.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The way from a machine to the API server and back. Requests and answers take time, get lost, come late, or are refused on
 * the way, as the weather has it.
 */
final class Network implements SimulatedHttp.Wire {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final List<Integer> ERRORS = List.of(403, 409, 429, 500, 503);

    private final SimulatedApi api;
    private final Baton baton;
    private final Chance chance;
    private final Chaos chaos;
    private final Trace trace;
    private final UnaryOperator<ApiCall> onTheWay;

    /** @param onTheWay what a request becomes before it is sent; itself, unless the platform is made worse on purpose */
    Network(SimulatedApi api, Baton baton, Chance chance, Chaos chaos, Trace trace, UnaryOperator<ApiCall> onTheWay) {
        this.api = api;
        this.baton = baton;
        this.chance = chance;
        this.chaos = chaos;
        this.trace = trace;
        this.onTheWay = onTheWay;
    }

    @Override
    public Answer send(StandardHttpRequest request) throws IOException {
        ApiCall call = onTheWay.apply(callOf(request));
        if (call.path().endsWith("/events")) {
            return new Answer(201, call.body()); // Best effort, and nothing rests on them.
        }
        chaos.strike("before " + call);
        if (baton.machine().isCut(baton.now())) {
            baton.pass(chance.millis(1, 3_000));
            throw new ConnectException("no route to the API server");
        }
        baton.pass(latency());
        Answer answer = arrive(call);
        baton.pass(latency());
        chaos.strike("after " + call);
        return answer;
    }

    private Duration latency() {
        return chance.perMille(chaos.weather().apiSlow()) ? chance.millis(500, 4_000) : chance.millis(1, 20);
    }

    private Answer arrive(ApiCall call) throws IOException {
        Weather weather = chaos.weather();
        if (chance.perMille(weather.apiLost())) {
            return silence(call, "is lost");
        }
        if (chance.perMille(weather.apiLate())) {
            baton.later(chance.millis(1_000, 60_000), () -> {
                Answer unheard = api.handle(call);
                tell(call, unheard.status() + ", late and unheard");
            });
            return silence(call, "is late");
        }
        if (chance.perMille(weather.apiError())) {
            int status = chance.pick(ERRORS);
            tell(call, status + " out of the blue");
            return SimulatedApi.refusal(status, "Simulated", "simulated");
        }
        Answer answer = api.handle(call);
        if (chance.perMille(weather.apiAnswerLost())) {
            return silence(call, answer.status() + ", unheard");
        }
        if (chance.perMille(weather.apiErrorAfter())) {
            tell(call, answer.status() + ", told as 500");
            return SimulatedApi.refusal(500, "Simulated", "etcdserver: request timed out");
        }
        if (call.isWrite() || answer.status() >= 400) {
            tell(call, Integer.toString(answer.status()));
        }
        return answer;
    }

    private Answer silence(ApiCall call, String what) throws IOException {
        tell(call, what);
        baton.pass(TIMEOUT);
        throw new HttpTimeoutException("request timed out");
    }

    private void tell(ApiCall call, String what) {
        trace.add(call.sender() + " " + call + ": " + what);
    }

    private ApiCall callOf(StandardHttpRequest request) {
        String query = request.uri().getQuery() == null ? "" : request.uri().getQuery();
        String type = String.join(",", request.headers("Content-Type"));
        return new ApiCall(
                baton.machine().name(),
                baton.now(),
                request.method(),
                request.uri().getPath(),
                query,
                request.getContentType() == null ? type : request.getContentType(),
                bodyOf(request));
    }

    private static JsonNode bodyOf(StandardHttpRequest request) {
        try {
            return request.body() instanceof StandardHttpRequest.StringBodyContent text
                    ? Json.mapper().readTree(text.getContent())
                    : NullNode.getInstance();
        } catch (IOException e) {
            throw new UncheckedIOException("the platform sent no JSON", e);
        }
    }
}
