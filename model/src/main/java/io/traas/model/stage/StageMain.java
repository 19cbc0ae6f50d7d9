package io.traas.model.stage;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Runs one stage as a process: reads the settings, starts it with its health and metrics endpoint, stops it on SIGTERM.
 * What goes wrong at the start ends in one clear line on standard error and exit code 1.
 */
public final class StageMain {

    private static final List<String> SECTIONS =
            List.of("platform", "collectors", "detector", "runbooks", "remediation", "ui");
    private static final List<String> SHARED = List.of(
            "platform.cluster",
            "platform.data",
            "platform.host",
            "platform.kafka.bootstrap",
            "platform.kube-context",
            "platform.kubeconfig",
            "platform.namespace");

    private StageMain() {}

    /** Builds a stage. Whatever it throws ends the process with its message. */
    public interface Starter {
        Stage start(Settings settings, PrometheusMeterRegistry metrics) throws Exception;
    }

    /** @param arguments {@code [--config FILE]} */
    public static void run(String name, String[] arguments, Starter starter) {
        try {
            Settings settings = settings(arguments, System.getenv());
            PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            String host = settings.text("platform.host", "127.0.0.1", "address the stage endpoints listen on");
            int port = settings.integer(
                    name + ".port", 0, "port of /health and /metrics of this stage, 0 for any free one");
            Stage stage = starter.start(settings, metrics);
            StageServer server = new StageServer(host, port, stage::health, metrics);
            CountDownLatch stopped = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                stage.close();
                                stopped.countDown();
                            },
                            "shutdown"));
            System.out.println("ready " + name + " http://" + host + ":" + server.port() + "/health");
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("traas " + name + ": " + e.getMessage());
            System.exit(1);
        }
    }

    /**
     * The settings a program was started with.
     *
     * @throws IllegalArgumentException for arguments other than {@code --config FILE}
     * @throws SettingsException for a file that cannot be read, an unknown section, or an unknown key nobody owns
     */
    public static Settings settings(String[] arguments, Map<String, String> environment) {
        Settings settings = read(arguments, environment);
        settings.checkLayout(SECTIONS, SHARED);
        return settings;
    }

    private static Settings read(String[] arguments, Map<String, String> environment) {
        List<String> list = List.of(arguments);
        if (list.isEmpty()) {
            return Settings.ofEnvironment(environment);
        }
        if (list.size() == 2 && list.get(0).equals("--config")) {
            return Settings.load(Path.of(list.get(1)), environment);
        }
        throw new IllegalArgumentException("usage: [--config FILE], not " + list);
    }
}
