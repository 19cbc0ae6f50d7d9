package io.traas.ui;

import io.traas.model.stage.Settings;
import io.traas.ui.control.ClusterConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything the operator can set about the dashboard.
 *
 * @param allowedHosts further {@code Host} values the API answers to, as {@code name} or {@code name:port}
 * @param stages name of a stage to the address of its health
 * @param webhookUrl empty for none
 */
public record UiSettings(
        String host,
        int port,
        List<String> allowedHosts,
        String platformNamespace,
        ClusterConnection cluster,
        Database database,
        Map<String, URI> stages,
        Duration healthInterval,
        Duration heartbeatInterval,
        String webhookUrl,
        History history,
        Duration streamHeartbeat,
        int streamLimit) {

    public record Database(String url, String user, String password) {}

    public enum HistoryStore {
        MEMORY,
        INFLUXDB
    }

    public record History(
            HistoryStore store,
            Duration retention,
            int maxSeries,
            String influxUrl,
            String influxDatabase,
            String influxUser,
            String influxPassword) {}

    public UiSettings {
        allowedHosts = List.copyOf(allowedHosts);
        stages = Map.copyOf(stages);
    }

    /** Reads and checks section {@code ui}. */
    public static UiSettings from(Settings settings) {
        String data = settings.text("platform.data", "traas-data", "directory the platform keeps its state in");
        UiSettings read = new UiSettings(
                settings.text("ui.host", "127.0.0.1", "address the dashboard listens on"),
                settings.integer("ui.port", 8080, "port of the dashboard, 0 for any free one"),
                list(settings.text(
                        "ui.allowed-hosts",
                        "",
                        "further names the dashboard is reached by, name or name:port, comma-separated")),
                settings.text("platform.namespace", "traas-system", "namespace of the stop switch's ConfigMap"),
                new ClusterConnection(
                        settings.text(
                                "platform.kubeconfig",
                                "",
                                "kubeconfig file; empty: KUBECONFIG, ~/.kube/config or the pod's service account"),
                        settings.text(
                                "platform.kube-context", "", "context of the kubeconfig; empty: its current one")),
                new Database(
                        settings.text(
                                "ui.database.url",
                                "jdbc:h2:file:" + Path.of(data).toAbsolutePath() + "/ui/incidents",
                                "where incidents are kept: jdbc:h2:file:... or jdbc:postgresql://..."),
                        settings.text("ui.database.user", "traas", "user of the database"),
                        secret(settings, "ui.database.password-file", "file with the password of the database")),
                stages(settings),
                settings.duration("ui.health.interval", "1s", "how often the health of the stages is asked for"),
                settings.duration("ui.heartbeat.interval", "1m", "how often the pipeline is expected to beat"),
                settings.text(
                        "ui.webhook.url", "", "where a silent stage and its return are posted, empty for nowhere"),
                new History(
                        settings.choice(
                                "ui.history.store",
                                HistoryStore.class,
                                HistoryStore.MEMORY,
                                "where charts read metrics: memory or influxdb"),
                        settings.duration("ui.history.retention", "30m", "how far back the memory store goes"),
                        settings.integer("ui.history.max-series", 4_000, "series the memory store keeps at most"),
                        settings.text("ui.history.influxdb.url", "http://127.0.0.1:8086", "address of InfluxDB"),
                        settings.text("ui.history.influxdb.database", "traas", "database of InfluxDB"),
                        settings.text("ui.history.influxdb.user", "", "user of InfluxDB, empty for none"),
                        secret(
                                settings,
                                "ui.history.influxdb.password-file",
                                "file with the password or token of InfluxDB")),
                settings.duration("ui.stream.heartbeat", "10s", "how often a live stream shows that it is alive"),
                settings.integer("ui.stream.limit", 500, "live streams open at the same time at most"));
        settings.check("ui");
        return read;
    }

    /** Secrets come from files only: what is in a settings file or the environment ends up in too many places. */
    private static String secret(Settings settings, String key, String description) {
        String file = settings.text(key, "", description + ", empty for none");
        if (file.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            settings.problem(key, file + " cannot be read");
            return "";
        }
    }

    private static Map<String, URI> stages(Settings settings) {
        String text = settings.text("ui.stages", "", "health addresses of the stages: name=url, comma-separated");
        Map<String, URI> stages = new LinkedHashMap<>();
        for (String entry : list(text)) {
            String[] parts = entry.split("=", 2);
            if (parts.length != 2 || !parts[1].startsWith("http")) {
                settings.problem("ui.stages", "'" + entry + "' is not name=http://host:port/health");
            } else {
                stages.put(parts[0].trim(), URI.create(parts[1].trim()));
            }
        }
        return stages;
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}
