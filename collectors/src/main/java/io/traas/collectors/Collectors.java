package io.traas.collectors;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.collectors.kubernetes.ClusterReporter;
import io.traas.collectors.scrape.Scraper;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The first stage of the loop: looks at the cluster and at what its pods say, and writes it to Kafka. It judges nothing
 * and changes nothing.
 *
 * <pre>
 *   Kubernetes API --informers--> ClusterReporter --> traas.targets, traas.changes
 *                                       | pods to scrape
 *                                       v
 *   pods  &lt;----GET /metrics------- Scraper ----------> traas.metrics      (Heartbeat writes there too)
 *                                                            | optional
 *                                                            v
 *                                                     HistoryWriter --> history store
 * </pre>
 */
public final class Collectors implements Stage {

    private final KubernetesClient kubernetes;
    private final Outbox outbox;
    private final Scraper scraper;
    private final ClusterReporter reporter;
    private final Heartbeat heartbeat;

    private Collectors(CollectorsConfig config, KubernetesClient kubernetes, MeterRegistry registry, Clock clock) {
        this.kubernetes = kubernetes;
        outbox = new Outbox(new KafkaPublisher(config.kafka(), "traas-collectors"), config.queuePoints(), registry);
        scraper = new Scraper(config.scrape(), outbox, registry, clock);
        reporter = new ClusterReporter(
                kubernetes,
                config.cluster(),
                config.namespaces(),
                config.personManagers(),
                outbox,
                scraper::scrape,
                clock);
        heartbeat = new Heartbeat(config.cluster(), config.heartbeat(), outbox, clock);
    }

    /** Waits for Kafka, not for Kubernetes: an API server that is away is a state of health, not a failure to start. */
    public static Collectors start(Settings settings, MeterRegistry registry) throws InterruptedException {
        CollectorsConfig config = CollectorsConfig.from(settings);
        settings.check("collectors");
        KubernetesClient kubernetes = config.kubernetes().client("traas-collectors");
        TopicAdmin.ensure(config.kafka(), List.of(Topics.METRICS, Topics.CHANGES, Topics.TARGETS, Topics.DEAD_LETTERS));
        return new Collectors(config, kubernetes, registry, Clock.systemUTC());
    }

    @Override
    public String name() {
        return "collectors";
    }

    @Override
    public StageHealth health() {
        Map<String, String> problems = new TreeMap<>(reporter.problems());
        if (!outbox.failure().isEmpty()) {
            problems.put("kafka", outbox.failure());
        }
        if (scraper.targetsRefused() > 0) {
            problems.put("targets", scraper.targetsRefused() + " more than collectors.max-targets");
        }
        boolean well = !reporter.impaired() && outbox.failure().isEmpty() && scraper.targetsRefused() == 0;
        String summary = problems.isEmpty()
                ? scraper.targetsUp() + " of " + scraper.targets() + " targets up"
                : String.join(
                        "; ",
                        problems.entrySet().stream()
                                .map(problem -> problem.getKey() + ": " + problem.getValue())
                                .toList());
        Map<String, String> facts = Map.of(
                "synced", Boolean.toString(reporter.synced()),
                "targets", Integer.toString(scraper.targets()),
                "targetsUp", Integer.toString(scraper.targetsUp()),
                "lastScrapeAt", String.valueOf(scraper.lastScrapeAt()),
                "queue", Integer.toString(outbox.waiting()),
                "dropped", Long.toString(outbox.dropped()));
        return new StageHealth(name(), well ? StageHealth.Status.UP : StageHealth.Status.DEGRADED, summary, facts);
    }

    @Override
    public void close() {
        heartbeat.close();
        reporter.close();
        scraper.close();
        kubernetes.close();
        outbox.close();
    }
}
