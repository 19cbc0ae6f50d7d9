package io.traas.collectors.history;

import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.Query;
import org.influxdb.dto.QueryResult;

/** A real InfluxDB 1.x server on loopback with its data in a directory of the test; survives being killed. */
final class Influxd implements AutoCloseable {

    private static final String DATABASE = "traas";

    private final Path config;
    private final int port;
    private Process process;

    private Influxd(Path config, int port) {
        this.config = config;
        this.port = port;
    }

    /** Skips the test, saying so, where the program is not installed. */
    static Influxd start(Path directory) throws IOException {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "influxd")));
        assumeThat(installed)
                .as("influxd is not installed (Debian package influxdb)")
                .isTrue();
        int port = freePort();
        Path config = Files.writeString(
                directory.resolve("influxdb.conf"), """
                reporting-disabled = true
                bind-address = "127.0.0.1:%d"
                [meta]
                  dir = "%s/meta"
                [data]
                  dir = "%s/data"
                  wal-dir = "%s/wal"
                [monitor]
                  store-enabled = false
                [http]
                  bind-address = "127.0.0.1:%d"
                  log-enabled = false
                """.formatted(freePort(), directory, directory, directory, port));
        Influxd influxd = new Influxd(config, port);
        influxd.startAgain();
        return influxd;
    }

    void startAgain() throws IOException {
        process = new ProcessBuilder("influxd", "-config", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(config.resolveSibling("influxd.log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(60)).until(this::accepts);
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    HistorySettings settings() {
        return new HistorySettings(HistorySettings.Store.INFLUXDB, Pattern.compile(".*"), url(), DATABASE, "", "");
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Rows of the first series of the answer, empty when there is none. */
    List<List<Object>> query(String text) {
        try (InfluxDB influx = InfluxDBFactory.connect(url())) {
            List<QueryResult.Series> series =
                    influx.query(new Query(text, DATABASE)).getResults().get(0).getSeries();
            return series == null ? List.of() : series.get(0).getValues();
        }
    }

    private boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
