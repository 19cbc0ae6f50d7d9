package io.traas.drills.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The history store of a demo: none beside the platform's own memory, or a local {@code influxd}. */
final class History implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final Process influxd;
    private final Map<String, String> settings;

    private History(Process influxd, Map<String, String> settings) {
        this.influxd = influxd;
        this.settings = settings;
    }

    static History start(String store, Path directory) throws InterruptedException {
        if (!store.equals("influxdb")) {
            return new History(null, Map.of());
        }
        int http = freePort();
        int rpc = freePort();
        Path home = directory.resolve("influxdb");
        try {
            Files.createDirectories(home);
            Path config = Files.writeString(home.resolve("influxdb.conf"), config(home, http, rpc));
            Process influxd = new ProcessBuilder("influxd", "-config", config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(home.resolve("influxd.log").toFile())
                    .start();
            awaitPort(http, influxd);
            String url = "http://127.0.0.1:" + http;
            return new History(
                    influxd,
                    Map.of(
                            "collectors.history.store",
                            "influxdb",
                            "collectors.history.influxdb.url",
                            url,
                            "ui.history.store",
                            "influxdb",
                            "ui.history.influxdb.url",
                            url));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot start influxd (" + e.getMessage()
                            + "); install the package influxdb or leave --history out",
                    e);
        }
    }

    /** What the platform must be told. */
    Map<String, String> settings() {
        return settings;
    }

    private static String config(Path home, int http, int rpc) {
        return """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                  dir = "%s/meta"
                [data]
                  dir = "%s/data"
                  wal-dir = "%s/wal"
                  query-log-enabled = false
                [http]
                  bind-address = "127.0.0.1:%d"
                  log-enabled = false
                [monitor]
                  store-enabled = false
                """.formatted(rpc, home, home, home, http);
    }

    private static void awaitPort(int port, Process influxd) throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline && influxd.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException e) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
        influxd.destroyForcibly();
        throw new IllegalStateException(
                "influxd did not listen on port " + port + " within " + START_TIMEOUT.toSeconds() + " s");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    @Override
    public void close() {
        if (influxd == null) {
            return;
        }
        influxd.destroy();
        try {
            if (influxd.waitFor(5, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        influxd.destroyForcibly();
    }
}
