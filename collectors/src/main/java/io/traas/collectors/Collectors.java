package io.traas.collectors;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.collectors.history.HistorySettings;
import io.traas.collectors.history.HistoryWriter;
import io.traas.collectors.kubernetes.ClusterReporter;
import io.traas.collectors.scrape.Scraper;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.Route;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.kafka.TopicReader;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The first stage of the loop: looks at the cluster and at what its pods say, and writes it to Kafka. It judges nothing
 * and changes nothing.
 *
 * <pre>
 *   Kubernetes API --informers--> ClusterReporter ---> traas.targets, traas.changes
 *                                       | pods to scrape
 *                                       v
 *   pods  &lt;----GET /metrics------- Scraper ----------> traas.metrics      (Heartbeat writes there too)
 *                                                            | optional
 *                                                            v
 *                                                     HistoryWriter --> history store
 * </pre>
 */
public final class Collectors implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(Collectors.class);

    private static final Duration REMEMBERING = Duration.ofSeconds(20);

    /** Problems that leave the platform without what it needs; others only cost detail. */
    private static final Set<String> ESSENTIAL = Set.of("kafka", "targets", "history");

    private final KubernetesClient kubernetes;
    private final Outbox outbox;
    private final Scraper scraper;
    private final ClusterReporter reporter;
    private final Heartbeat heartbeat;
    private final Optional<HistoryWriter> history;

    private Collectors(
            CollectorsConfig config,
            KubernetesClient kubernetes,
            Outbox outbox,
            Collection<TargetState> remembered,
            MeterRegistry registry,
            Clock clock) {
        this.kubernetes = kubernetes;
        this.outbox = outbox;
        scraper = new Scraper(config.scrape(), outbox, registry, clock);
        reporter = new ClusterReporter(
                kubernetes,
                config.cluster(),
                remembered,
                config.namespaces(),
                config.personManagers(),
                outbox,
                scraper::scrape,
                clock);
        heartbeat = new Heartbeat(config.cluster(), config.heartbeat(), outbox, clock);
        history = config.history().store() == HistorySettings.Store.NONE
                ? Optional.empty()
                : Optional.of(HistoryWriter.start(config.history(), config.kafka(), outbox, registry, clock));
    }

    /** Waits for Kafka, not for Kubernetes: an API server that is away is a state of health, not a failure to start. */
    public static Collectors start(Settings settings, MeterRegistry registry) throws InterruptedException {
        CollectorsConfig config = CollectorsConfig.from(settings);
        settings.check("collectors");
        KubernetesClient kubernetes = config.kubernetes().client("traas-collectors");
        TopicAdmin.ensure(config.kafka(), List.of(Topics.METRICS, Topics.CHANGES, Topics.TARGETS, Topics.DEAD_LETTERS));
        Clock clock = Clock.systemUTC();
        Outbox outbox =
                new Outbox(new KafkaPublisher(config.kafka(), "traas-collectors"), config.queuePoints(), registry);
        return new Collectors(config, kubernetes, outbox, remembered(config, outbox, clock), registry, clock);
    }

    /** What an earlier run told of the cluster, so that what vanished in between is told as deleted. */
    private static Collection<TargetState> remembered(CollectorsConfig config, Outbox outbox, Clock clock)
            throws InterruptedException {
        Map<Target, TargetState> states = new ConcurrentHashMap<>();
        Route<TargetState> newest = Route.fromBeginning(Topics.TARGETS, state -> states.put(state.target(), state));
        try (TopicReader reader =
                TopicReader.replaying(config.kafka(), "traas-collectors-start", outbox, clock, List.of(newest))) {
            if (!reader.awaitCaughtUp(REMEMBERING)) {
                LOG.atWarn().log("earlier target states could not be read; what vanished meanwhile stays untold");
            }
        }
        return states.values();
    }

    @Override
    public String name() {
        return "collectors";
    }

    @Override
    public StageHealth health() {
        Map<String, String> problems = problems();
        boolean blind = reporter.impaired() || problems.keySet().stream().anyMatch(ESSENTIAL::contains);
        String summary = scraper.targetsUp() + " of " + scraper.targets() + " targets up"
                + problems.entrySet().stream()
                        .map(problem -> "; " + problem.getKey() + ": " + problem.getValue())
                        .collect(java.util.stream.Collectors.joining());
        Map<String, String> facts = new TreeMap<>(Map.of(
                "synced", Boolean.toString(reporter.synced()),
                "targets", Integer.toString(scraper.targets()),
                "targetsUp", Integer.toString(scraper.targetsUp()),
                "lastScrapeAt", scraper.lastScrapeAt().toString(),
                "queue", Integer.toString(outbox.waiting()),
                "dropped", Long.toString(outbox.dropped())));
        history.ifPresent(writer -> facts.put("historyLag", Long.toString(writer.lag())));
        return new StageHealth(name(), blind ? StageHealth.Status.DEGRADED : StageHealth.Status.UP, summary, facts);
    }

    private Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>(reporter.problems());
        if (!outbox.failure().isEmpty()) {
            problems.put("kafka", outbox.failure());
        }
        if (scraper.targetsRefused() > 0) {
            problems.put("targets", scraper.targetsRefused() + " more than collectors.max-targets");
        }
        history.map(HistoryWriter::failure)
                .filter(failure -> !failure.isEmpty())
                .ifPresent(failure -> problems.put("history", failure));
        return problems;
    }

    @Override
    public void close() {
        heartbeat.close();
        reporter.close();
        scraper.close();
        kubernetes.close();
        history.ifPresent(HistoryWriter::close);
        outbox.close();
    }
}
