package io.traas.standalone;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.collectors.Collectors;
import io.traas.detector.Detector;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageServer;
import io.traas.remediation.Remediation;
import io.traas.runbooks.Runbooks;
import io.traas.ui.UiStage;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The whole platform in one process: broker, then the four working stages side by side, then the dashboard that watches
 * them. Same code, topics and semantics as the stages run apart; this is the only place where they meet.
 */
public final class Standalone implements AutoCloseable {

    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final String dashboard;

    /** What a stage's {@code start} looks like. */
    private interface Starter {
        Stage start(Settings settings, PrometheusMeterRegistry metrics) throws Exception;
    }

    /** Starts everything; returns when every stage runs. Anything that fails stops what was started. */
    public Standalone(Settings settings, Path data) throws Exception {
        try {
            Broker broker = closing(new Broker(data.resolve("kafka"), 0));
            Settings wired = settings.with(
                    Map.of("platform.kafka.bootstrap", broker.bootstrapServers(), "platform.data", data.toString()));
            Map<String, Starter> stages = new HashMap<>();
            stages.put("collectors", Collectors::start);
            stages.put("detector", Detector::start);
            stages.put("runbooks", Runbooks::start);
            stages.put("remediation", Remediation::start);
            List<String> health = startSideBySide(stages, wired);
            Settings seeing = wired.with(Map.of("ui.stages", String.join(",", health)));
            UiStage ui = closing(UiStage.start(seeing, registry()));
            dashboard = "http://" + seeing.text("ui.host", "127.0.0.1", "") + ":" + ui.port();
        } catch (Exception | Error e) {
            close();
            throw e;
        }
    }

    public String dashboard() {
        return dashboard;
    }

    private List<String> startSideBySide(Map<String, Starter> stages, Settings settings) throws Exception {
        ExecutorService starters = Executors.newFixedThreadPool(stages.size());
        try {
            List<CompletableFuture<String>> starting = new ArrayList<>();
            stages.forEach((name, starter) ->
                    starting.add(CompletableFuture.supplyAsync(() -> startOne(name, starter, settings), starters)));
            List<String> health = new ArrayList<>();
            for (CompletableFuture<String> stage : starting) {
                health.add(stage.join());
            }
            return health;
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            starters.shutdown();
        }
    }

    private String startOne(String name, Starter starter, Settings settings) {
        try {
            PrometheusMeterRegistry metrics = registry();
            Stage stage = closing(starter.start(settings.with(Map.of()), metrics));
            StageServer server = closing(new StageServer("127.0.0.1", 0, stage::health, metrics));
            return name + "=http://127.0.0.1:" + server.port() + "/health";
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private static PrometheusMeterRegistry registry() {
        return new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    }

    private <T extends AutoCloseable> T closing(T part) {
        synchronized (running) {
            running.push(part);
        }
        return part;
    }

    /** Stops in the reverse order of starting; a part that fails to stop does not keep the others running. */
    @Override
    public void close() {
        synchronized (running) {
            while (!running.isEmpty()) {
                AutoCloseable part = running.pop();
                try {
                    part.close();
                } catch (Exception e) {
                    System.err.println("traas: " + part.getClass().getSimpleName() + " did not stop cleanly: " + e);
                }
            }
        }
    }
}
