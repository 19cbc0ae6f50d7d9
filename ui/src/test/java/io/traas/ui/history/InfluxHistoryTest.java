package io.traas.ui.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.signal.Signals;
import io.traas.ui.history.MetricHistory.HistoryUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.Query;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract against a real server, with samples written as the collectors write them. */
class InfluxHistoryTest extends MetricHistoryContract {

    @TempDir
    private static Path directory;

    private static InfluxServer server;
    private static InfluxHistory history;

    @BeforeAll
    static void startServer() throws IOException {
        Assumptions.assumeTrue(
                Files.isExecutable(InfluxServer.BINARY), "skipped: no " + InfluxServer.BINARY + " on this machine");
        server = InfluxServer.start(directory);
        try (InfluxDB setup = InfluxDBFactory.connect(server.url())) {
            setup.query(new Query("CREATE DATABASE traas"));
        }
        history = new InfluxHistory(server.url(), "traas", "", "");
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            history.close();
            server.close();
        }
    }

    @Override
    void write(List<SampleBatch> batches) {
        try (InfluxDB influx = InfluxDBFactory.connect(server.url())) {
            org.influxdb.dto.BatchPoints all =
                    org.influxdb.dto.BatchPoints.database("traas").build();
            for (SampleBatch batch : batches) {
                for (Point point : batch.points()) {
                    all.point(org.influxdb.dto.Point.measurement(point.metric())
                            .time(batch.observedAt().toEpochMilli(), TimeUnit.MILLISECONDS)
                            .tag(stored(point.labels()))
                            .tag("cluster", batch.target().cluster())
                            .tag("namespace", batch.target().namespace())
                            .tag("kind", batch.target().kind())
                            .tag("name", batch.target().name())
                            .tag("workload", batch.workload().toString())
                            .addField("value", point.value())
                            .build());
                }
            }
            influx.write(all);
        }
    }

    private static Map<String, String> stored(Map<String, String> labels) {
        Map<String, String> tags = new HashMap<>();
        labels.forEach((name, value) -> tags.put(name.equals("name") ? "exported_name" : name, value));
        return tags;
    }

    @Override
    MetricHistory history() {
        return history;
    }

    @Test
    void aServerThatIsAwayIsNamed() {
        try (InfluxHistory nowhere = new InfluxHistory("http://127.0.0.1:1", "traas", "", "")) {
            assertThatThrownBy(() -> nowhere.range(workload, Signals.UP, Instant.EPOCH, Instant.now(), 10))
                    .isInstanceOf(HistoryUnavailableException.class)
                    .hasMessageContaining("http://127.0.0.1:1");
        }
    }

    @Test
    void longWindowsAreReadInSteps() {
        write(List.of(
                new SampleBatch(workload, workload, "", START, List.of(Point.of(SampleBatch.UP, 1))),
                new SampleBatch(workload, workload, "", START.plusSeconds(60), List.of(Point.of(SampleBatch.UP, 1)))));
        assertThat(history.range(workload, Signals.UP, START.minusSeconds(86_400), START.plusSeconds(120), 100))
                .isNotEmpty()
                .allSatisfy(point -> assertThat(point.value()).isEqualTo(1));
    }
}
