package io.traas.ui.history;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A real InfluxDB server on loopback, in a directory of its own. */
final class InfluxServer implements AutoCloseable {

    static final Path BINARY = Path.of("/usr/bin/influxd");

    private final Process process;
    private final int port;

    private InfluxServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static InfluxServer start(Path directory) throws IOException {
        int port = freePort();
        Path config = directory.resolve("influxdb.conf");
        Files.writeString(config, """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                  dir = "%2$s/meta"
                [data]
                  dir = "%2$s/data"
                  wal-dir = "%2$s/wal"
                [monitor]
                  store-enabled = false
                [http]
                  bind-address = "127.0.0.1:%3$d"
                  log-enabled = false
                """.formatted(freePort(), directory, port));
        Process process = new ProcessBuilder(BINARY.toString(), "-config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("influxd.log").toFile())
                .start();
        InfluxServer server = new InfluxServer(process, port);
        await().atMost(Duration.ofSeconds(60)).until(server::answers);
        return server;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    private boolean answers() throws InterruptedException {
        HttpRequest ping = HttpRequest.newBuilder(URI.create(url() + "/ping")).build();
        try {
            return HttpClient.newHttpClient()
                            .send(ping, HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 204;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
