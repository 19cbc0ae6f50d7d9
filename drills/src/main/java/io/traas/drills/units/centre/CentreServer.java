package io.traas.drills.units.centre;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.units.replica.Refused;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP side of a centre. Customers, peers and whoever operates the centre have threads of their own, so that waiting
 * customers never silence a heartbeat. Calls over a cut link get no answer; all others can be made slow.
 */
final class CentreServer implements AutoCloseable {

    private static final int BACKLOG = 512;
    private static final int QUEUE = 256;

    /** So long a caller over a cut link is left waiting, longer than anybody's patience. */
    private static final int SILENCE_SECONDS = 5;

    private final HttpServer server;
    private final Links links;
    private final ThreadPoolExecutor customers = pool(24);
    private final ThreadPoolExecutor peers = pool(12);
    private final ThreadPoolExecutor operators = pool(4);
    private final ScheduledThreadPoolExecutor later = new ScheduledThreadPoolExecutor(1);
    private volatile long delayMillis;

    /** One path's work. */
    interface Handler {
        Answer handle(Form form) throws IOException, InterruptedException, Refused;
    }

    CentreServer(String endpoint, Links links) throws IOException {
        this.links = links;
        int colon = endpoint.lastIndexOf(':');
        server = HttpServer.create(
                new InetSocketAddress(endpoint.substring(0, colon), Integer.parseInt(endpoint.substring(colon + 1))),
                BACKLOG);
    }

    void start(Map<String, Handler> routes) {
        routes.forEach((path, handler) -> server.createContext(path, exchange -> receive(exchange, path, handler)));
        server.start();
    }

    /** Every answer, to whomever, takes so much longer. */
    void slowDown(long millis) {
        delayMillis = millis;
    }

    private void receive(HttpExchange exchange, String path, Handler handler) {
        long delay = path.startsWith("/fault/") ? 0 : delayMillis;
        if (delay == 0) {
            submit(exchange, path, handler);
        } else {
            later.schedule(() -> submit(exchange, path, handler), delay, TimeUnit.MILLISECONDS);
        }
    }

    private void submit(HttpExchange exchange, String path, Handler handler) {
        ThreadPoolExecutor pool = path.equals("/shard/append") || path.equals("/shard/entries")
                ? peers
                : path.startsWith("/admin/") || path.startsWith("/fault/") ? operators : customers;
        try {
            pool.execute(() -> serve(exchange, path, handler));
        } catch (RejectedExecutionException full) {
            exchange.close();
        }
    }

    private void serve(HttpExchange exchange, String path, Handler handler) {
        Answer answer;
        try {
            Form form = Form.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            if (!path.startsWith("/fault/") && !links.hears(form.text(Links.VIA))) {
                later.schedule(exchange::close, SILENCE_SECONDS, TimeUnit.SECONDS);
                return;
            }
            answer = handler.handle(form);
            if (!path.startsWith("/fault/") && !links.hears(form.text(Links.VIA))) {
                later.schedule(exchange::close, SILENCE_SECONDS, TimeUnit.SECONDS);
                return;
            }
        } catch (Refused e) {
            answer = Answer.refused(e.getMessage());
        } catch (IllegalArgumentException e) {
            answer = new Answer(400, e.getMessage());
        } catch (IOException e) {
            answer = new Answer(502, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer = new Answer(503, "shutting down");
        }
        respond(exchange, answer);
    }

    private static void respond(HttpExchange exchange, Answer answer) {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException callerHasGone) {
            exchange.close();
        }
    }

    private static ThreadPoolExecutor pool(int threads) {
        return new ThreadPoolExecutor(threads, threads, 1, TimeUnit.MINUTES, new ArrayBlockingQueue<>(QUEUE));
    }

    @Override
    public void close() {
        server.stop(0);
        customers.shutdownNow();
        peers.shutdownNow();
        operators.shutdownNow();
        later.shutdownNow();
    }
}
