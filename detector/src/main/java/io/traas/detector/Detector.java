package io.traas.detector;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.detector.stream.Progress;
import io.traas.detector.stream.embedded.Checkpoints;
import io.traas.detector.stream.embedded.EmbeddedFlink;
import io.traas.detector.stream.ends.KafkaEnds;
import io.traas.detector.stream.setup.JobSetup;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.stage.StageHealth.Status;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The detecting stage: runs the {@link DetectorJob} on Kafka in an embedded Flink cluster and keeps it running. One
 * thread of its own starts the job, watches it and starts it again when it is over; a broker that is away is waited for.
 */
public final class Detector implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(Detector.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final long LATE_FACTOR = 5;
    private static final Duration MIN_LATE = Duration.ofSeconds(2);

    private final DetectorConfig config;
    private final JobSetup setup;
    private final KafkaConnection kafka;
    private final Clock clock;
    private final Checkpoints checkpoints;
    private final Thread supervisor;
    private volatile boolean closing;
    private volatile EmbeddedFlink.State state = EmbeddedFlink.State.STARTING;
    private volatile String trouble = "waiting for Kafka";
    private volatile Map<String, Long> counters = Map.of();

    private Detector(DetectorConfig config, JobSetup setup, KafkaConnection kafka, Clock clock) {
        this.config = config;
        this.setup = setup;
        this.kafka = kafka;
        this.clock = clock;
        this.checkpoints = new Checkpoints(Path.of(URI.create(setup.checkpoints())));
        this.supervisor = new Thread(this::supervise, "detector-supervisor");
    }

    /** Reads the sections {@code platform} and {@code detector}; returns at once, see {@link #health()}. */
    public static Detector start(Settings settings, MeterRegistry metrics) throws IOException {
        DetectorConfig config = DetectorConfig.from(settings);
        JobSetup setup = JobSetup.from(settings);
        KafkaConnection kafka = KafkaConnection.from(settings);
        if (!setup.checkpoints().startsWith("file:")) {
            settings.problem("detector.checkpoints", "must be a folder of this machine; other places need a cluster");
        }
        settings.check("detector");
        Files.createDirectories(Path.of(URI.create(setup.checkpoints())));
        Detector detector = new Detector(config, setup, kafka, Clock.systemUTC());
        detector.checkpoints.clearEmptyRuns();
        detector.register(metrics);
        detector.supervisor.start();
        return detector;
    }

    private void supervise() {
        while (!closing) {
            try {
                TopicAdmin.ensure(kafka, Topics.ALL);
                runOnce();
                Thread.sleep(LOOK_EVERY.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** One life of the job, from submission until it is over or we close. */
    private void runOnce() throws InterruptedException {
        Optional<Path> restore = checkpoints.newest();
        boolean everRan = false;
        String reason;
        try (EmbeddedFlink flink = EmbeddedFlink.start(
                env -> DetectorJob.between(new KafkaEnds(kafka, setup.delivery()))
                        .define(env, config),
                setup,
                restore)) {
            LOG.atInfo()
                    .addKeyValue("checkpoint", restore.map(Path::toString).orElse("none"))
                    .log("detector job started");
            do {
                state = flink.state();
                everRan |= state == EmbeddedFlink.State.RUNNING;
                trouble = state == EmbeddedFlink.State.RUNNING ? "" : "the job is (re)starting";
                counters = flink.counters();
                Thread.sleep(LOOK_EVERY.toMillis());
            } while (!closing && state != EmbeddedFlink.State.STOPPED);
            reason = closing ? "" : flink.reason();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // Flink declares no narrower type; whatever kept the job from starting is told and tried again.
            reason = rootMessage(e);
        }
        if (!closing) {
            noteEnd(reason, everRan, restore);
        }
    }

    private void noteEnd(String reason, boolean everRan, Optional<Path> restore) {
        trouble = "the job is over: " + reason;
        state = EmbeddedFlink.State.STOPPED;
        LOG.atError().addKeyValue("reason", reason).log("detector job is over; starting it again");
        if (!everRan && restore.isPresent()) {
            try {
                checkpoints.setAside(restore.get());
                LOG.atError()
                        .addKeyValue("checkpoint", restore.get().toString())
                        .log("checkpoint cannot be restored; set aside, trying an older one or none");
            } catch (IOException e) {
                LOG.atError().setCause(e).log("cannot set the checkpoint aside");
            }
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }

    private void register(MeterRegistry metrics) {
        gauge(metrics, "traas.detector.scrapes", Progress.SCRAPES, "scrapes metered since the job started");
        gauge(metrics, "traas.detector.refused", Progress.REFUSED, "records sent to dead letters");
        gauge(metrics, "traas.detector.baselines", Progress.BASELINES, "baselines learned or being learned");
        gauge(metrics, "traas.detector.baselines.warm", Progress.WARM, "baselines that are warm");
        gauge(metrics, "traas.detector.incidents.open", Progress.OPEN_INCIDENTS, "open incidents");
        Gauge.builder("traas.detector.checkpoint.age", this, each -> each.checkpointAgeMs() / 1000.0)
                .description("age of the newest checkpoint, -1 for none")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("traas.detector.watermark.lag", this, each -> each.watermarkLagMs() / 1000.0)
                .description("how far event time is behind the clock, -1 when it never passed")
                .baseUnit("seconds")
                .register(metrics);
    }

    private void gauge(MeterRegistry metrics, String name, String counter, String description) {
        Gauge.builder(name, this, each -> each.counters.getOrDefault(counter, 0L))
                .description(description)
                .register(metrics);
    }

    private long checkpointAgeMs() {
        return checkpoints
                .newestAt()
                .map(FileTime::toMillis)
                .map(at -> clock.millis() - at)
                .orElse(-1L);
    }

    private long watermarkLagMs() {
        long watermark = counters.getOrDefault(Progress.WATERMARK, 0L);
        return watermark <= 0 ? -1 : clock.millis() - watermark;
    }

    @Override
    public String name() {
        return "detector";
    }

    @Override
    public StageHealth health() {
        long baselines = counters.getOrDefault(Progress.BASELINES, 0L);
        long warm = counters.getOrDefault(Progress.WARM, 0L);
        long checkpointAgeMs = checkpointAgeMs();
        long watermarkLagMs = watermarkLagMs();
        Map<String, String> facts = new TreeMap<>();
        facts.put("warm", Boolean.toString(baselines > 0 && warm == baselines));
        facts.put("warmSeries", warm + "/" + baselines);
        facts.put("checkpointAgeMs", Long.toString(checkpointAgeMs));
        facts.put("watermarkLagMs", Long.toString(watermarkLagMs));
        facts.put("scrapes", Long.toString(counters.getOrDefault(Progress.SCRAPES, 0L)));
        facts.put("refused", Long.toString(counters.getOrDefault(Progress.REFUSED, 0L)));
        facts.put("openIncidents", Long.toString(counters.getOrDefault(Progress.OPEN_INCIDENTS, 0L)));
        Optional<String> missing = missing(checkpointAgeMs, watermarkLagMs);
        return new StageHealth(
                name(),
                missing.isPresent() ? Status.DEGRADED : Status.UP,
                missing.orElse(warm + " of " + baselines + " baselines warm"),
                facts);
    }

    /** The first thing that is not as it should be. */
    private Optional<String> missing(long checkpointAgeMs, long watermarkLagMs) {
        if (state != EmbeddedFlink.State.RUNNING) {
            return Optional.of(trouble);
        }
        if (watermarkLagMs > LATE_FACTOR * Math.max(config.interval().toMillis(), MIN_LATE.toMillis())) {
            return Optional.of("no scrapes arrive: the newest are " + watermarkLagMs / 1000
                    + " s old; Kafka or the collectors are away, or there is a backlog");
        }
        if (checkpointAgeMs > LATE_FACTOR * Math.max(setup.checkpointInterval().toMillis(), MIN_LATE.toMillis())) {
            return Optional.of("no checkpoint for " + checkpointAgeMs / 1000 + " s");
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
        supervisor.interrupt();
        try {
            supervisor.join(Duration.ofSeconds(20).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
