package io.traas.ui.web;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.stage.StageHealth;
import io.traas.ui.control.StopControl;
import io.traas.ui.health.DeadLetterShelf;
import io.traas.ui.health.HealthReport;
import io.traas.ui.health.Pulse;
import io.traas.ui.health.Watch;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.live.LiveStream;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the platform itself is, for people, for the command line and for Prometheus. */
@RestController
class PlatformApi {

    private static final String DETECTOR = "detector";

    private final IncidentStore store;
    private final StopControl control;
    private final Watch watch;
    private final Pulse pulse;
    private final DeadLetterShelf deadLetters;
    private final LiveStream live;
    private final Supplier<StageHealth> ownHealth;
    private final PrometheusMeterRegistry metrics;

    PlatformApi(
            IncidentStore store,
            StopControl control,
            Watch watch,
            Pulse pulse,
            DeadLetterShelf deadLetters,
            LiveStream live,
            Supplier<StageHealth> ownHealth,
            PrometheusMeterRegistry metrics) {
        this.store = store;
        this.control = control;
        this.watch = watch;
        this.pulse = pulse;
        this.deadLetters = deadLetters;
        this.live = live;
        this.ownHealth = ownHealth;
        this.metrics = metrics;
    }

    /**
     * @param ready the dashboard answers and has read up what was on the topics
     * @param warm the detector says that its baselines are warm
     * @param stopped null when the switch cannot be read
     */
    record Status(boolean ready, boolean warm, long openIncidents, Boolean stopped, String version) {}

    @GetMapping("/api/v1/status")
    Status status() {
        String version = PlatformApi.class.getPackage().getImplementationVersion();
        return new Status(
                ownHealth.get().status() == StageHealth.Status.UP,
                watch.fact(DETECTOR, "warm").map(Boolean::parseBoolean).orElse(false),
                store.openCount(),
                control.state().stopped(),
                version == null ? "development" : version);
    }

    @GetMapping("/api/v1/health")
    HealthReport health() {
        List<HealthReport.StageReport> stages = watch.stages();
        return new HealthReport(
                Watch.worst(stages),
                stages,
                pulse.lastScrapeAt().orElse(null),
                watch.fact(DETECTOR, "checkpointAgeMs").map(PlatformApi::number).orElse(null),
                deadLetters.contents(),
                live.subscribers());
    }

    @GetMapping("/healthz")
    ResponseEntity<StageHealth> healthz() {
        StageHealth health = ownHealth.get();
        boolean down = health.status() == StageHealth.Status.DOWN;
        return ResponseEntity.status(down ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK)
                .body(health);
    }

    @GetMapping(path = "/metrics", produces = "text/plain; version=0.0.4; charset=utf-8")
    String metrics() {
        return metrics.scrape();
    }

    private static Long number(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
