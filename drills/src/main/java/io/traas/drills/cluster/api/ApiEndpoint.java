package io.traas.drills.cluster.api;

import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.traas.drills.cluster.AccessRules;
import io.traas.drills.cluster.Write;
import io.traas.drills.cluster.read.Watches;
import io.traas.drills.cluster.write.Registry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The API on a loopback port. The transport is Fabric8's mock server; its CRUD dispatcher is replaced whole, because a
 * mock that keeps versions, preconditions, budgets and watches like a real server shares no state with one that does
 * not. Watches are WebSockets; over plain HTTP a watch tells what it knows and ends, as a server may at any time.
 */
public final class ApiEndpoint implements AutoCloseable {

    /** Held here because java.util.logging forgets the levels of loggers nobody holds. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger(MockWebServer.class.getName()),
            Logger.getLogger(KubernetesCrudDispatcher.class.getName()));

    private final MockWebServer server = new MockWebServer();
    private final ApiServer api;
    private final Watches watches;
    private final Clock clock;
    private final WriteLog writes = new WriteLog();

    /** Starts serving; port 0 takes a free one. */
    public ApiEndpoint(
            int port, Registry registry, Watches watches, AccessRules rules, String administratorToken, Clock clock) {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        this.watches = Objects.requireNonNull(watches, "watches");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.api = new ApiServer(new Authorizer(rules, administratorToken), registry);
        server.setHttp2ClearTextEnabled(false);
        server.setDispatcher(new Dispatcher());
        start(port);
    }

    private void start(int port) {
        try {
            server.start(loopback(), port);
        } catch (RuntimeException failure) {
            throw new IllegalStateException(
                    "cannot listen on 127.0.0.1:" + port + ": is the port in use? Port 0 takes a free one.", failure);
        }
    }

    public int port() {
        return server.getPort();
    }

    /** Requests that could have changed something, oldest first. */
    public List<Write> writes() {
        return writes.snapshot();
    }

    @Override
    public void close() {
        watches.closeAll();
        server.shutdown();
    }

    private static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("127.0.0.1 is not an address", impossible);
        }
    }

    private final class Dispatcher extends io.fabric8.mockwebserver.http.Dispatcher {

        @Override
        public MockResponse dispatch(RecordedRequest recorded) {
            forget();
            ApiRequest request = request(recorded);
            ApiResponse answer = api.answer(request);
            log(request, answer.status());
            if (answer instanceof ApiResponse.Watch watch) {
                boolean webSocket =
                        request.header("upgrade").toLowerCase(Locale.ROOT).equals("websocket");
                if (webSocket) {
                    return new MockResponse().withWebSocketUpgrade(new WatchSocket(watches, watch));
                }
                return response(ApiResponse.lines(watches.linesNow(watch.query(), watch.options())));
            }
            return response((ApiResponse.Full) answer);
        }

        /** The mock server keeps every request for tests to look at; nobody does, so they must not pile up. */
        private void forget() {
            server.reset();
        }

        private ApiRequest request(RecordedRequest recorded) {
            Map<String, String> headers = new HashMap<>();
            recorded.getHeaders().toMultimap().forEach((name, values) -> headers.put(name, String.join(",", values)));
            String body = recorded.getBody() == null ? "" : recorded.getUtf8Body();
            return ApiRequest.of(
                    recorded.getMethod(), recorded.getPath(), headers, Objects.requireNonNullElse(body, ""));
        }

        private MockResponse response(ApiResponse.Full answer) {
            MockResponse response =
                    new MockResponse().setResponseCode(answer.status()).setBody(answer.body());
            answer.headers().forEach(response::setHeader);
            if (!answer.delay().isZero()) {
                response.setBodyDelay(answer.delay().toMillis(), TimeUnit.MILLISECONDS);
            }
            return response;
        }

        private void log(ApiRequest request, int status) {
            if (request.method().equals("GET")) {
                return;
            }
            ResourcePath.of(request.path())
                    .filter(path -> !path.group().equals(AccessReviews.GROUP))
                    .ifPresent(path -> writes.add(new Write(
                            clock.instant(),
                            request.header("user-agent"),
                            request.parameter("fieldManager"),
                            ApiServer.verb(request, path),
                            path.plural(),
                            path.namespace(),
                            path.name(),
                            path.subresource(),
                            request.asksForDryRun(),
                            status,
                            request.body())));
        }
    }
}
