package io.traas.drills.cluster.api;

import io.fabric8.mockwebserver.http.Response;
import io.fabric8.mockwebserver.http.WebSocket;
import io.fabric8.mockwebserver.http.WebSocketListener;
import io.traas.drills.cluster.read.WatchSession;
import io.traas.drills.cluster.read.WatchSink;
import io.traas.drills.cluster.read.Watches;
import java.util.Objects;

/** A watch over a WebSocket, one event a message. */
final class WatchSocket extends WebSocketListener {

    private static final int NORMAL_CLOSURE = 1000;

    private final Watches watches;
    private final ApiResponse.Watch watch;
    private volatile WatchSession session;

    WatchSocket(Watches watches, ApiResponse.Watch watch) {
        this.watches = Objects.requireNonNull(watches, "watches");
        this.watch = Objects.requireNonNull(watch, "watch");
    }

    @Override
    public void onOpen(WebSocket socket, Response response) {
        session = watches.open(watch.query(), watch.options(), new WatchSink() {
            @Override
            public boolean send(String line) {
                return socket.send(line);
            }

            @Override
            public void end() {
                socket.close(NORMAL_CLOSURE, "");
            }
        });
    }

    @Override
    public void onClosing(WebSocket socket, int code, String reason) {
        close();
    }

    @Override
    public void onClosed(WebSocket socket, int code, String reason) {
        close();
    }

    @Override
    public void onFailure(WebSocket socket, Throwable error, Response response) {
        close();
    }

    private void close() {
        WatchSession open = session;
        if (open != null) {
            watches.close(open);
        }
    }
}
