package io.traas.collectors;

import io.traas.collectors.exposition.ExpositionLimits;
import io.traas.collectors.history.HistorySettings;
import io.traas.collectors.kubernetes.KubernetesConnection;
import io.traas.collectors.scrape.ScrapeSettings;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.stage.Settings;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Everything the collectors can be told.
 *
 * @param namespaces to look at, empty for all
 * @param personManagers field managers that stand for people, besides kubectl
 * @param queuePoints how many samples may wait in memory for a Kafka that is away
 */
record CollectorsConfig(
        String cluster,
        KubernetesConnection kubernetes,
        KafkaConnection kafka,
        List<String> namespaces,
        List<String> personManagers,
        ScrapeSettings scrape,
        Duration heartbeat,
        int queuePoints,
        HistorySettings history) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);

    /** Reads and declares the settings; problems are noted there, for {@link Settings#check}. */
    static CollectorsConfig from(Settings settings) {
        ExpositionLimits limits = ExpositionLimits.DEFAULT
                .withMaxBytes(atLeastOne(
                        settings,
                        "collectors.scrape.max-bytes",
                        ExpositionLimits.DEFAULT.maxBytes(),
                        "longest answer of a target, in bytes after decompression"))
                .withMaxSamples(atLeastOne(
                        settings,
                        "collectors.scrape.max-samples",
                        ExpositionLimits.DEFAULT.maxSamples(),
                        "most samples of one answer"));
        return new CollectorsConfig(
                settings.text("platform.cluster", "default", "name of the cluster, first part of every target"),
                KubernetesConnection.from(settings),
                KafkaConnection.from(settings),
                names(settings.text("collectors.namespaces", "", "namespaces to look at, comma-separated; empty: all")),
                names(settings.text(
                        "collectors.person-managers",
                        "",
                        "field managers that stand for people besides kubectl*, comma-separated")),
                new ScrapeSettings(
                        interval(settings, "collectors.scrape.interval", "15s", "time between scrapes of a target"),
                        interval(
                                settings,
                                "collectors.scrape.timeout",
                                "10s",
                                "when a scrape is given up, at most 95 % of the interval"),
                        atLeastOne(settings, "collectors.max-targets", 5_000, "most targets scraped at once"),
                        atLeastOne(settings, "collectors.scrape.threads", 2, "threads that read and parse answers"),
                        limits),
                interval(settings, "collectors.heartbeat.interval", "1m", "time between two heartbeats"),
                atLeastOne(
                        settings,
                        "collectors.queue.points",
                        500_000,
                        "most samples kept in memory while Kafka is away"),
                HistorySettings.from(settings));
    }

    private static Duration interval(Settings settings, String key, String defaultValue, String description) {
        Duration duration = settings.duration(key, defaultValue, description);
        if (duration.compareTo(SHORTEST_INTERVAL) < 0) {
            settings.problem(key, "is " + duration.toMillis() + "ms, must be at least 100ms");
            return SHORTEST_INTERVAL;
        }
        return duration;
    }

    private static int atLeastOne(Settings settings, String key, int defaultValue, String description) {
        int number = settings.integer(key, defaultValue, description);
        if (number < 1) {
            settings.problem(key, "is " + number + ", must be at least 1");
            return defaultValue;
        }
        return number;
    }

    private static List<String> names(String commaSeparated) {
        return Stream.of(commaSeparated.split(","))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
